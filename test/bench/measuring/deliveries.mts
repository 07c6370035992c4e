import { send, type Call } from '../../e2e/webhooks/send.mts';

/** What came of many deliveries. */
export interface Delivered {
	/** From the first one until the last answer. */
	wallMs: number;
	/** Answers with another status than 200. */
	refused: number;
}

/** Sends deliveries side by side and takes the time. */
export async function deliver(
	url: URL,
	deliveries: readonly Call[],
	atOnce: number,
): Promise<Delivered> {
	const started = performance.now();
	const answers = await send(url, deliveries, atOnce);
	const wallMs = performance.now() - started;
	return { wallMs, refused: answers.filter(({ status }) => status !== 200).length };
}
