import { afterEach } from '@jest/globals';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';

import type { Clock } from '../../nodes/shared/clock';
import { forgetLanes } from '../../nodes/shared/http/lanes';
import { FakeClock } from '../unit/fakeClock';

/** The node's time, which passes only while nobody is at work. */
export interface QuietClock {
	/** In ms since the epoch. */
	now(): number;
	/** Lets no time pass until `goOn`. */
	hold(): void;
	goOn(): void;
	/** Waits until nobody is at work. */
	quiet(): Promise<void>;
	/** How many wait for time to pass. */
	sleeping(): number;
}

/** Turns of the event loop in which whoever has something to do has done it. */
const QUIET_TURNS = 30;

const BEGUN = ['undici:request:create'];
const ENDED = ['undici:request:trailers', 'undici:request:error'];

const running: Array<{ stop(): Promise<void> }> = [];

afterEach(async () => {
	await Promise.all(running.splice(0).map(async (clock) => await clock.stop()));
});

/**
 * Takes the place of the node's clock until the end of the test. While requests are under way it stands still; when all
 * are answered and nothing else is to do, it jumps to the next time that somebody waits for. So nothing depends on how fast
 * the machine is, as long as the provider answers at once. The limits of the providers begin anew.
 * @param options.startMs in ms since the epoch
 * @param options.providersClock that of a provider, which then goes with the node's
 */
export function quietClock({
	startMs = Date.now(),
	providersClock,
}: { startMs?: number; providersClock?: Clock } = {}): QuietClock {
	forgetLanes();
	const clock = new FakeClock(startMs).install();
	if (providersClock !== undefined) clock.install(providersClock);
	let underWay = 0;
	let held = false;
	let stopped = false;

	const onBegun = (): void => void (underWay += 1);
	const onEnded = (): void => void (underWay -= 1);
	for (const channel of BEGUN) subscribe(channel, onBegun);
	for (const channel of ENDED) subscribe(channel, onEnded);

	async function isQuiet(): Promise<boolean> {
		for (let turn = 0; turn < QUIET_TURNS; turn++) {
			if (underWay > 0) return false;
			await nextTurn();
		}
		return true;
	}

	async function pass(): Promise<void> {
		while (!stopped) {
			if (clock.sleeping > 0 && (await isQuiet()) && !held) clock.wakeNext();
			else await pause(1);
		}
	}

	const passing = pass();
	running.push({
		async stop() {
			stopped = true;
			await passing;
			for (const channel of BEGUN) unsubscribe(channel, onBegun);
			for (const channel of ENDED) unsubscribe(channel, onEnded);
		},
	});
	return {
		now: clock.now,
		hold: () => void (held = true),
		goOn: () => void (held = false),
		sleeping: () => clock.sleeping,
		async quiet() {
			while (!(await isQuiet())) await pause(1);
		},
	};
}
