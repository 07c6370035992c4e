import { Agent, request } from 'undici';
import { sandboxClock } from '../clock.mts';
import { errorCode } from '../n8n/errorCode.mts';
import { BackgroundWork } from '../serving/backgroundWork.mts';

/** One call of a webhook. */
export interface WebhookCall {
	url: string;
	/** Exactly what is sent. */
	body: Buffer;
	headers: Record<string, string>;
	delayMs: number;
	/** How many more times the same call is made. */
	copies: number;
	isForged: boolean;
}

/** What became of a provider's calls. */
export interface DeliveryReport {
	/** Calls so far, repeated and forged ones too. */
	sent: number;
	/** Calls that wait for their delay or for an answer. */
	pending: number;
	/** Calls that were a copy of another one. */
	repeated: number;
	/** Calls whose signature was wrong on purpose. */
	forged: number;
	/** Answers by HTTP status. */
	statuses: Record<string, number>;
	/** Calls without an answer, by the code of their error, such as `ECONNREFUSED`. */
	errors: Record<string, number>;
}

const MAX_CONNECTIONS = 20;
const ANSWER_TIMEOUT_MS = 30_000;

/** Calls webhooks, each one once: the documents know of no retries, so a failure is only counted. */
export class Deliveries {
	readonly #work = new BackgroundWork();
	// A connection for each call: one that is kept may be closed by the receiver at any time, and what
	// would be lost then is not sent again.
	readonly #agent = new Agent({ connections: MAX_CONNECTIONS, pipelining: 0 });
	#report = emptyReport();

	/** Makes a call and its copies, without anyone waiting for them. */
	send(call: WebhookCall): void {
		for (let copy = 0; copy <= call.copies; copy += 1) {
			if (copy > 0) this.#report.repeated += 1;
			this.#work.start((signal) => this.#deliver(call, signal));
		}
	}

	report(): DeliveryReport {
		const { statuses, errors, ...counts } = this.#report;
		return { ...counts, statuses: { ...statuses }, errors: { ...errors } };
	}

	/** Ends calls under way and forgets all. */
	reset(): void {
		this.#work.abortAll();
		this.#report = emptyReport();
	}

	/** Ends calls under way for good. */
	stop(): void {
		this.#work.abortAll();
		void this.#agent.destroy();
	}

	async #deliver({ url, body, headers, delayMs, isForged }: WebhookCall, signal: AbortSignal) {
		// A reset begins another report; what was under way still belongs to this one.
		const report = this.#report;
		report.pending += 1;
		try {
			if (delayMs > 0) await sandboxClock.sleep(delayMs, signal);
			report.sent += 1;
			if (isForged) report.forged += 1;
			const answer = await request(url, {
				method: 'POST',
				body,
				headers: { 'content-type': 'application/json', ...headers },
				dispatcher: this.#agent,
				headersTimeout: ANSWER_TIMEOUT_MS,
				bodyTimeout: ANSWER_TIMEOUT_MS,
				signal,
			});
			increment(report.statuses, String(answer.statusCode));
			await answer.body.dump();
		} catch (error) {
			if (!signal.aborted) increment(report.errors, errorCode(error) ?? String(error));
		} finally {
			report.pending -= 1;
		}
	}
}

function emptyReport(): DeliveryReport {
	return { sent: 0, pending: 0, repeated: 0, forged: 0, statuses: {}, errors: {} };
}

function increment(counts: Record<string, number>, key: string): void {
	counts[key] = (counts[key] ?? 0) + 1;
}
