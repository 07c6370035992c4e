import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { xcScribe } from '../../nodes/XcScribe/provider';
import { Fault } from '../../nodes/shared/http/faults';
import { systemClock, type Clock } from '../../nodes/shared/clock';
import { waitForJob, type JobProtocol, type JobStatus } from '../../nodes/shared/jobs';

const { job: protocol } = xcScribe;
if (protocol === undefined) throw new Error('XC Scribe has jobs');

/** Time that passes only while somebody sleeps, or as long as a look takes. */
class FakeClock implements Clock {
	time = 1_000_000;
	readonly pauses: number[] = [];

	now(): number {
		return this.time;
	}

	async sleep(ms: number): Promise<void> {
		this.pauses.push(ms);
		this.time += ms;
	}
}

interface Course {
	/** State by the time since the start in ms. */
	state: (elapsed: number) => string;
	timeoutMs?: number;
	lookTakesMs?: number;
	more?: IDataObject;
	using?: JobProtocol;
}

async function follow({
	state,
	timeoutMs = 60_000,
	lookTakesMs = 0,
	more,
	using = protocol,
}: Course) {
	const clock = new FakeClock();
	const start = clock.time;
	const looks: number[] = [];
	const progress: JobStatus[] = [];
	if (using === undefined) throw new Error('No protocol');
	const outcome = await waitForJob({
		jobId: 'j-1',
		protocol: using,
		timeoutMs,
		clock,
		read: async () => {
			looks.push(clock.time - start);
			clock.time += lookTakesMs;
			return { id: 'j-1', status: state(clock.time - start), ...more };
		},
		onProgress: (status) => progress.push(status),
	}).catch((thrown: unknown) => thrown);
	return { outcome, looks, pauses: clock.pauses, progress, took: clock.time - start };
}

const endsAt = (ms: number) => (elapsed: number) => (elapsed >= ms ? 'completed' : 'running');

describe('Waiting for a job', () => {
	it('looks at once', async () => {
		const { outcome, looks, pauses } = await follow({ state: () => 'completed' });
		expect(outcome).toEqual({ id: 'j-1', status: 'completed' });
		expect([looks, pauses]).toEqual([[0], []]);
	});

	it('pauses 3 s first, then longer, up to 5 s', async () => {
		const { pauses } = await follow({ state: endsAt(30_000) });
		expect(pauses.slice(0, 5)).toEqual([3000, 3750, 4687.5, 5000, 5000]);
	});

	it('has a last look exactly at the end of the time', async () => {
		const { outcome, looks } = await follow({ state: endsAt(10_000), timeoutMs: 10_000 });
		expect(looks.at(-1)).toBe(10_000);
		expect(outcome).toMatchObject({ status: 'completed' });
	});

	it('ends with the time: id, state and how far it got', async () => {
		const { outcome, took, progress } = await follow({
			state: () => 'running',
			timeoutMs: 120_000,
			more: { progress_current: 2, progress_total: 8 },
		});
		expect(outcome).toBeInstanceOf(Fault);
		expect(outcome).toMatchObject({
			message: 'Job j-1 was still running after 2 minutes (2 of 8 done)',
			facts: { kind: 'job', details: { jobId: 'j-1', state: 'running' } },
		});
		expect(took).toBe(120_000);
		expect(progress[0]).toEqual({
			outcome: 'running',
			state: 'running',
			progress: { current: 2, total: 8 },
		});
	});

	it('never takes longer than the time and one look, nor looks more often than every 3 s', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 1, max: 3_600_000 }),
				fc.integer({ min: 0, max: 60_000 }),
				async (timeoutMs, lookTakesMs) => {
					const { took, looks, pauses } = await follow({
						state: () => 'queued',
						timeoutMs,
						lookTakesMs,
					});
					expect(took).toBeLessThanOrEqual(timeoutMs + lookTakesMs);
					expect(pauses.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(timeoutMs);
					expect(looks.length).toBeLessThanOrEqual(2 + timeoutMs / 3000);
				},
			),
			{ numRuns: 50 },
		);
	});

	it('finds every end within a pause of at most 5 s', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 0, max: 600_000 }), async (ms) => {
				const { took, outcome } = await follow({ state: endsAt(ms), timeoutMs: 3_600_000 });
				expect(outcome).toMatchObject({ status: 'completed' });
				expect(took - ms).toBeLessThanOrEqual(5000);
			}),
			{ numRuns: 50 },
		);
	});

	it('hands on what the look says when it cannot look', async () => {
		const broken = new Fault({ kind: 'unavailable', message: 'gone' });
		const outcome = await waitForJob({
			jobId: 'j-1',
			protocol,
			timeoutMs: 1000,
			clock: new FakeClock(),
			read: async () => await Promise.reject(broken),
		}).catch((thrown: unknown) => thrown);
		expect(outcome).toBe(broken);
	});

	it('ends at once when it is cancelled in a pause', async () => {
		const controller = new AbortController();
		setTimeout(() => controller.abort(), 20);
		const startedAt = performance.now();
		await expect(
			waitForJob({
				jobId: 'j-1',
				protocol,
				timeoutMs: 60_000,
				signal: controller.signal,
				clock: systemClock,
				read: async () => ({ status: 'running' }),
			}),
		).rejects.toMatchObject({ kind: 'cancelled', message: 'The execution was canceled' });
		expect(performance.now() - startedAt).toBeLessThan(500);
	});
});

describe('The state of a job of XC Scribe', () => {
	it.each([
		['completed', 'succeeded'],
		['Completed', 'succeeded'],
		['failed', 'failed'],
		['cancelled', 'cancelled'],
		['CANCELED', 'cancelled'],
		['queued', 'running'],
		['running', 'running'],
		['pending', 'running'],
		['processing', 'running'],
		['something new', 'running'],
	])('%s means %s', (status, outcome) => {
		expect(protocol.status({ status })).toEqual({ outcome, state: status.toLowerCase() });
	});

	it('that is missing means that it goes on', () => {
		expect(protocol.status({})).toEqual({ outcome: 'running', state: 'unknown' });
	});

	it('comes with the reason and the progress where there are some', () => {
		expect(
			protocol.status({
				status: 'failed',
				error: 'No XCT',
				progress_current: 0,
				progress_total: 9,
			}),
		).toEqual({
			outcome: 'failed',
			state: 'failed',
			message: 'No XCT',
			progress: { current: 0, total: 9 },
		});
		expect(protocol.status({ status: 'failed', error: '', progress_total: 9 })).toEqual({
			outcome: 'failed',
			state: 'failed',
		});
	});
});
