import { Agent, request } from 'undici';

/** One call of a webhook. */
export interface Call {
	/** POST when left out. */
	method?: 'POST' | 'PUT' | 'GET';
	headers: Readonly<Record<string, string>>;
	body: string | Buffer;
}

/**
 * Makes calls over connections that stay open, as fast as they are answered.
 *
 * @param atOnce How many wait for their answer at the same time.
 * @returns The calls in their order, each with the status of its answer.
 */
export async function send<Sent extends Call>(
	url: string | URL,
	calls: readonly Sent[],
	atOnce: number,
): Promise<Array<Sent & { status: number }>> {
	const dispatcher = new Agent({ connections: atOnce, keepAliveTimeout: 30_000 });
	const answers: Array<Sent & { status: number }> = [];
	// All senders take from the same one.
	const waiting = calls.entries();
	const sender = async (): Promise<void> => {
		for (const [index, call] of waiting) {
			const { method = 'POST', headers, body } = call;
			const content = method === 'GET' ? {} : { body };
			const reply = await request(url, { method, headers, dispatcher, ...content });
			await reply.body.dump();
			answers[index] = { ...call, status: reply.statusCode };
		}
	};
	try {
		await Promise.all(Array.from({ length: atOnce }, sender));
		return answers;
	} finally {
		await dispatcher.close();
	}
}
