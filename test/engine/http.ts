import nock from 'nock';

/**
 * Cuts the network off for the tests of a file and gives back nock. Call `forbidNetwork()` in beforeEach and
 * `releaseNetwork()` in afterEach.
 */
export function forbidNetwork(): void {
	nock.disableNetConnect();
}

/** Ends a test's interceptors. Names the requests that the test announced but nobody made. */
export function releaseNetwork(): string[] {
	const pending = nock.pendingMocks();
	nock.abortPendingRequests();
	nock.cleanAll();
	nock.enableNetConnect();
	return pending;
}

export { nock };
