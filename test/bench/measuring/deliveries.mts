import { Agent, request } from 'undici';

/** What a provider sends to a webhook. */
export interface Delivery {
	body: string;
	headers: Readonly<Record<string, string>>;
}

/** What came of many deliveries. */
export interface Delivered {
	/** From the first one until the last answer. */
	wallMs: number;
	/** Answers with another status than 200. */
	refused: number;
}

/** Sends deliveries side by side, over connections that stay open, as fast as they are answered. */
export async function deliver(
	url: URL,
	deliveries: readonly Delivery[],
	atOnce: number,
): Promise<Delivered> {
	const dispatcher = new Agent({ connections: atOnce, keepAliveTimeout: 30_000 });
	// All senders take from the same one.
	const waiting = deliveries.values();
	let refused = 0;
	const sender = async (): Promise<void> => {
		for (const { body, headers } of waiting) {
			const reply = await request(url, { method: 'POST', dispatcher, headers, body });
			await reply.body.dump();
			if (reply.statusCode !== 200) refused += 1;
		}
	};
	try {
		const started = performance.now();
		await Promise.all(Array.from({ length: atOnce }, sender));
		return { wallMs: performance.now() - started, refused };
	} finally {
		await dispatcher.close();
	}
}
