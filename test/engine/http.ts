import nock from 'nock';

/**
 * Cuts the network off for the tests of a file and gives back nock. Call `forbidNetwork()` in beforeEach and
 * `releaseNetwork()` in afterEach.
 */
export function forbidNetwork(): void {
	if (!nock.isActive()) nock.activate();
	nock.disableNetConnect();
}

/** Ends a test's interceptors. Names the requests that the test announced but nobody made. */
export function releaseNetwork(): string[] {
	const pending = nock.pendingMocks();
	nock.abortPendingRequests();
	nock.cleanAll();
	nock.enableNetConnect();
	// Files of tests share a process: a nock that stays active would meet the next file's own sockets.
	nock.restore();
	return pending;
}

export { nock };
