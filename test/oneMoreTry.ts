import { expect, jest } from '@jest/globals';

/** Tests over real sockets, clocks and processes. */
const REAL =
	/[\\/]test[\\/](?:engine|reliability|sandbox|unit[\\/](?:body\.|compressed\.|sandbox))/;

// A machine that stands still at the wrong moment may fail such a test; what fails twice is the code. All others are
// computed, and have to pass at once.
if (REAL.test(expect.getState().testPath ?? '')) {
	jest.retryTimes(1, { logErrorsBeforeRetry: true });
}
