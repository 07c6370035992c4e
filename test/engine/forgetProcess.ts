import { forgetCalls } from '../../nodes/shared/repeats';

/** What this process remembers of the calls of a harness's trigger is gone, as in another process. */
export function forgetProcess(): void {
	forgetCalls('harness node-under-test', { calls: '' });
}
