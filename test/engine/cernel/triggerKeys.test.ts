import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { forgetProcess } from '../forgetProcess';
import { forbidNetwork, releaseNetwork } from '../http';
import { SECOND, stepClock } from '../steppedClock';
import { HEADER, hexOf, Receiver, row } from './calls';
import { TOKEN } from './jobList';

let clock: ReturnType<typeof stepClock>;

beforeEach(() => {
	forbidNetwork();
	forgetProcess();
	clock = stepClock();
});
afterEach(() => {
	expect(releaseNetwork()).toEqual([]);
});

const NEW_TOKEN = 'b'.repeat(40);

describe('A token that is replaced in the credential', () => {
	/** A call of a job of its own, signed with this token. */
	const statusOf = async (receiver: Receiver, jobId: string, token: string): Promise<number> => {
		const body = JSON.stringify(row({ job_id: jobId }));
		return (await receiver.call(body, { headers: { [HEADER]: hexOf(body, token) } })).status;
	};

	it('counts at once, and the one before no longer than 10 seconds', async () => {
		const receiver = new Receiver();
		expect(await statusOf(receiver, '1', TOKEN)).toBe(200);
		expect(await statusOf(receiver, '2', NEW_TOKEN)).toBe(401);
		receiver.trigger.credentials.change('cernelApi', { apiToken: NEW_TOKEN });
		clock.pass(10 * SECOND);
		expect(await statusOf(receiver, '3', TOKEN)).toBe(401);
		expect(await statusOf(receiver, '4', NEW_TOKEN)).toBe(200);
	});

	it('counts at once although the one before is remembered', async () => {
		const receiver = new Receiver();
		expect(await statusOf(receiver, '1', TOKEN)).toBe(200);
		receiver.trigger.credentials.change('cernelApi', { apiToken: NEW_TOKEN });
		expect(await statusOf(receiver, '2', NEW_TOKEN)).toBe(200);
		// What was looked at with the credential takes the place of what was remembered.
		expect(await statusOf(receiver, '3', TOKEN)).toBe(401);
	});
});
