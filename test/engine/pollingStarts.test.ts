import { beforeEach, describe, expect, it } from '@jest/globals';
import { NodeApiError } from 'n8n-workflow';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { emitted, refusing, thrownBy, WITH_EXISTING } from './polls';
import { stepClock } from './steppedClock';
import { itemRecord, watching } from './xcScribe/project';

// Set before each test, so that no test waits for a pause.
beforeEach(() => {
	stepClock();
});

const FLAGGED = { events: ['itemStatus'], itemStatuses: ['flagged'] };

const idsOf = (items: ReadonlyArray<{ id?: unknown }>) => items.map(({ id }) => id);

describe('A polling trigger that is turned off and on again', () => {
	it('begins anew: what happened while it was off is not emitted', async () => {
		const { project, trigger } = await watching(FLAGGED);
		await trigger.poll();
		project.items.push(itemRecord('a', 'flagged'));
		expect(idsOf(await emitted(trigger))).toEqual(['a']);
		project.items.push(itemRecord('b', 'flagged'));
		trigger.turnOffAndOn();
		expect(await emitted(trigger)).toEqual([]);
		project.items.push(itemRecord('c', 'flagged'));
		expect(idsOf(await emitted(trigger))).toEqual(['c']);
	});

	it('begins anew at once, although a poll of the time before has not ended', async () => {
		const { project, stage, trigger } = await watching(FLAGGED);
		await trigger.poll();
		let refuse: () => void = () => undefined;
		const refused = new Promise<void>((resolve) => (refuse = resolve));
		const arrived = new Promise<void>((resolve) => {
			stage.instead = async (...call) => {
				resolve();
				await refused;
				refusing(403, { detail: 'No' })(...call);
			};
		});
		const before = thrownBy(trigger);
		await arrived;

		trigger.turnOffAndOn();
		stage.instead = undefined;
		const first = emitted(trigger);
		// Enough for a poll that waits for nobody to end.
		for (let turn = 0; turn < 300; turn += 1) await nextTurn();
		refuse();
		expect(await first).toEqual([]);
		await before;

		project.items.push(itemRecord('a', 'flagged'));
		expect(idsOf(await emitted(trigger))).toEqual(['a']);
	});

	it('goes on where it stopped when it is to start with what is there', async () => {
		const { project, trigger } = await watching({ ...FLAGGED, ...WITH_EXISTING });
		project.items.push(itemRecord('a', 'flagged'));
		expect(idsOf(await emitted(trigger))).toEqual(['a']);
		project.items.push(itemRecord('b', 'flagged'));
		trigger.turnOffAndOn();
		expect(idsOf(await emitted(trigger))).toEqual(['b']);
	});

	it('floods nobody with another status although it is to start with what is there', async () => {
		const { project, trigger } = await watching({ ...FLAGGED, ...WITH_EXISTING });
		await trigger.poll();
		project.items.push(itemRecord('a', 'approved'), itemRecord('b', 'flagged'));
		trigger.edit({ itemStatuses: ['flagged', 'approved'] });
		expect(idsOf(await emitted(trigger))).toEqual(['b']);
		project.items.push(itemRecord('c', 'approved'));
		expect(idsOf(await emitted(trigger))).toEqual(['c']);
	});
});

describe('A polling trigger whose provider is down while n8n starts', () => {
	it('stays, so that the next poll finds what happened', async () => {
		const { project, stage, trigger } = await watching(FLAGGED);
		await trigger.poll();
		trigger.restart();
		project.items.push(itemRecord('a', 'flagged'));
		stage.instead = refusing(503, { detail: 'Down' });
		expect(await emitted(trigger)).toEqual([]);
		stage.instead = undefined;
		expect(idsOf(await emitted(trigger))).toEqual(['a']);
	});

	it('tells of it from the second poll on', async () => {
		const { stage, trigger } = await watching(FLAGGED);
		await trigger.poll();
		trigger.restart();
		stage.instead = refusing(503, { detail: 'Down' });
		await trigger.poll();
		expect(await thrownBy(trigger)).toBeInstanceOf(NodeApiError);
	});

	it.each([
		['its credential is refused', 403],
		['the project is gone', 404],
	])('is not kept when %s', async (_, status) => {
		const { stage, trigger } = await watching(FLAGGED);
		await trigger.poll();
		trigger.restart();
		stage.instead = refusing(status, { detail: 'No' });
		expect(await thrownBy(trigger)).toBeInstanceOf(NodeApiError);
	});

	it('cannot be published while the provider is down, because somebody is there to see it', async () => {
		const { stage, trigger } = await watching(FLAGGED);
		stage.instead = refusing(503, { detail: 'Down' });
		expect(await thrownBy(trigger)).toMatchObject({ message: expect.stringContaining('Down') });
	});
});
