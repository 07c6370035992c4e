import { Agent, request } from 'undici';

import type { Delivery } from './deliveries.mts';

/** A delivery and the status of its answer. */
export type Answered = Delivery & { status: number };

/**
 * Makes calls over connections that stay open, as fast as they are answered.
 *
 * @param atOnce How many wait for their answer at the same time.
 * @returns The deliveries in their order.
 */
export async function send(
	url: string,
	deliveries: readonly Delivery[],
	atOnce: number,
): Promise<Answered[]> {
	const dispatcher = new Agent({ connections: atOnce, keepAliveTimeout: 30_000 });
	const answers: Answered[] = [];
	// All senders take from the same one.
	const waiting = deliveries.entries();
	const sender = async (): Promise<void> => {
		for (const [index, delivery] of waiting) {
			const { method, headers, body } = delivery;
			const content = method === 'GET' ? {} : { body };
			const reply = await request(url, { method, headers, dispatcher, ...content });
			await reply.body.dump();
			answers[index] = { ...delivery, status: reply.statusCode };
		}
	};
	try {
		await Promise.all(Array.from({ length: atOnce }, sender));
		return answers;
	} finally {
		await dispatcher.close();
	}
}
