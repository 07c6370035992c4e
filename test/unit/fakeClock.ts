import { jest } from '@jest/globals';

import { systemClock, type Clock } from '../../nodes/shared/clock';

interface Sleeper {
	atMs: number;
	wake(): void;
}

/**
 * Time that passes only when a test lets it: `run` goes from one sleeper to the next. Whatever the code does between two
 * sleeps takes no time at all.
 */
export class FakeClock implements Clock {
	private time: number;
	private readonly sleepers = new Set<Sleeper>();

	constructor(startMs = 1_000_000) {
		this.time = startMs;
	}

	/** Takes the place of a clock until the end of the test: that of the package, unless another one is given. */
	install(clock: Clock = systemClock): this {
		jest.spyOn(clock, 'now').mockImplementation(this.now);
		jest.spyOn(clock, 'sleep').mockImplementation(this.sleep);
		return this;
	}

	readonly now = (): number => this.time;

	readonly sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
		signal?.throwIfAborted();
		await new Promise<void>((resolve, reject) => {
			const end = (how: () => void) => {
				this.sleepers.delete(sleeper);
				signal?.removeEventListener('abort', cancel);
				how();
			};
			const sleeper = { atMs: this.time + Math.max(0, ms), wake: () => end(resolve) };
			const cancel = () => end(() => reject(abortError()));
			signal?.addEventListener('abort', cancel, { once: true });
			this.sleepers.add(sleeper);
		});
	};

	/** Time passes and nobody is woken, as while the process is busy. */
	pass(ms: number): void {
		this.time += ms;
	}

	/** How many wait for time to pass. */
	get sleeping(): number {
		return this.sleepers.size;
	}

	/** Lets time pass from sleeper to sleeper until nobody sleeps, or until that time. */
	async run(untilMs = Infinity): Promise<void> {
		for (;;) {
			await settled();
			if (!this.wakeNext(untilMs)) break;
		}
		if (untilMs !== Infinity) this.time = Math.max(this.time, untilMs);
	}

	/** Goes to the sleeper who is due first. @returns whether there is one that is due by then */
	wakeNext(untilMs = Infinity): boolean {
		const next = [...this.sleepers].sort((a, b) => a.atMs - b.atMs)[0];
		if (next === undefined || next.atMs > untilMs) return false;
		this.time = Math.max(this.time, next.atMs);
		next.wake();
		return true;
	}
}

/** As Node's own timers have it. */
function abortError(): Error {
	return Object.assign(new Error('aborted'), { name: 'AbortError' });
}

/** Lets everything go on that waits for no time. */
export async function settled(): Promise<void> {
	await new Promise<void>((resolve) => {
		setImmediate(resolve);
	});
}
