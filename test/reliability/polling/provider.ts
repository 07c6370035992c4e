import { jest } from '@jest/globals';

import { forgetLanes } from '../../../nodes/shared/http/lanes';
import { setStage, type Stage } from '../../engine/polls';
import { stepClock, type SteppedClock } from '../../engine/steppedClock';
import { sendJson, type Answer } from '../../engine/xcScribe/support';
import type { Failing } from './script';

/** How long the provider takes for a request, by the node's clock: budgets are counted in requests. */
const REQUEST_MS = 10;

/** Share of its budget after which a poll begins nothing more. */
const WORKING_SHARE = 0.8;

/** Time for everything. */
export const AMPLE_MS = 1_000_000_000;

/** The budget that is over when so many requests have been answered. */
export const budgetOf = (requests: number): number =>
	((requests - 0.5) * REQUEST_MS) / WORKING_SHARE;

/** What is to go otherwise during a poll. */
export interface Disturbance {
	/** The number of the request, from 1. */
	at: number;
	/** All requests from that one on fail. */
	how?: Failing;
	/** Happens after that request was answered. */
	then?: () => void;
}

/** The address of a provider. What answers there changes with each sequence. */
export class Provider {
	/** The paths with queries that were asked for since the last poll began, repeats left out. */
	readonly asked: string[] = [];
	/** Requests since the last poll began. */
	requests = 0;
	/** Whether the disturbance has come. */
	isDisturbed = false;
	private disturbance: Disturbance | undefined;

	private constructor(
		private readonly clock: SteppedClock,
		private answer: Answer,
		private readonly stage: { url: string },
	) {}

	/** Starts it, with time that passes only while it answers, until the end of the test. */
	static async start(): Promise<Provider> {
		const clock = stepClock();
		// What ends a poll for good goes by the time of the machine, which is another one here.
		jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => new AbortController().signal);
		const answers: { at?: Provider } = {};
		const { server }: Stage = await setStage((...call) => answers.at?.reply(...call));
		answers.at = new Provider(clock, () => undefined, server);
		return answers.at;
	}

	get url(): string {
		return this.stage.url;
	}

	serve(answer: Answer): void {
		this.answer = answer;
	}

	/** A poll begins. */
	expectPoll(disturbance?: Disturbance): void {
		this.asked.length = 0;
		this.requests = 0;
		this.isDisturbed = false;
		this.disturbance = disturbance;
	}

	private async reply(...[arrived, response, number]: Parameters<Answer>): Promise<void> {
		this.requests += 1;
		this.clock.pass(REQUEST_MS);
		// No limit of the provider makes the next request wait, so that each takes the same time.
		forgetLanes();
		const { at = Infinity, how, then } = this.disturbance ?? {};
		if (how !== undefined && this.requests >= at) {
			this.isDisturbed = true;
			if (how === 'broken') response.destroy();
			else sendJson(response, {}, how === 'refused' ? 403 : 500);
			return;
		}
		const { path, query } = arrived;
		this.asked.push(query.size === 0 ? path : `${path}?${query.toString()}`);
		await this.answer(arrived, response, number);
		if (this.requests === at && then !== undefined) {
			this.isDisturbed = true;
			then();
		}
	}
}
