import { beforeEach, jest } from '@jest/globals';

import { systemClock } from '../../nodes/shared/clock';
import { forgetLanes } from '../../nodes/shared/http/lanes';

/** As the package has them, so that a test may change the speed of its clock. */
const { now: realNow, sleep: realSleep } = systemClock;

/**
 * Lets the node's clock run `speed` times as fast until the end of the test: its limits, pauses and timeouts pass in less
 * time, while the processor and the network take as long as ever.
 * @param startedAt the time that it begins with, in ms since the epoch
 * @returns the time that the node believes it is, in ms since the epoch
 */
export function speedUpClock(speed: number, startedAt = realNow()): () => number {
	const started = performance.now();
	const fastNow = (): number => startedAt + (performance.now() - started) * speed;
	jest.spyOn(systemClock, 'now').mockImplementation(fastNow);
	// Rounded up: who wakes too early has not waited.
	jest
		.spyOn(systemClock, 'sleep')
		.mockImplementation(async (ms, signal) => await realSleep(Math.ceil(ms / speed), signal));
	return fastNow;
}

/** Lets the clock run so fast in each test of this file, which begins without what earlier ones learnt about limits. */
export function hasten(speed: number): void {
	beforeEach(() => {
		speedUpClock(speed);
		forgetLanes();
	});
}
