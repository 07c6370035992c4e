import { sandboxClock } from '../../sandbox/clock.mts';
import { FakeClock } from '../unit/fakeClock';

/**
 * Lets time stand still in the sandbox until the end of the test, however long the test takes: jobs stay queued, limits
 * stay used up. It goes on as far as the test lets the clock `run`.
 */
export function stopTime(): FakeClock {
	return new FakeClock(sandboxClock.now()).install(sandboxClock);
}
