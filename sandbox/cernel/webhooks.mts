import { Deliveries } from '../webhooks/deliveries.mts';
import type { DeliveryReport } from '../webhooks/deliveries.mts';
import { writeJson } from '../webhooks/json.mts';
import { cernelWebhookOptions, webhookUrl } from '../webhooks/settings.mts';
import type { CernelWebhookOptions } from '../webhooks/settings.mts';
import { hash, sign } from '../webhooks/signature.mts';
import type { ElementKind, Job } from './jobQueue.mts';
import type { ResultRow } from './texts.mts';

export const signatureHeader = 'x-signature-sha256';

/** Signs forged calls; no account has it. */
const FORGER_KEY = '00000000000000000000000000000000f0f0f0f0';

interface Webhook {
	url: string;
	options: CernelWebhookOptions;
	/** Deliveries so far, without their copies. */
	count: number;
}

const elementKinds: Record<'product' | 'category', ElementKind> = {
	product: 'products',
	category: 'categories',
};

/** Calls the URL of products or of categories for each row of a job's result. */
export class CernelWebhooks {
	readonly #deliveries = new Deliveries();
	#webhooks = new Map<ElementKind, Webhook>();

	/** Sets the URL of one kind of elements, or of both; throws a ZodError for what is none. */
	set(url: string | null, options: unknown): void {
		const target = webhookUrl.parse(url);
		const parsed = cernelWebhookOptions.parse(options);
		const kinds = parsed.kind === undefined ? (['product', 'category'] as const) : [parsed.kind];
		for (const kind of kinds) {
			if (target === null) this.#webhooks.delete(elementKinds[kind]);
			else this.#webhooks.set(elementKinds[kind], { url: target, options: parsed, count: 0 });
		}
	}

	/** Reports one row. Nobody waits for the call. */
	send(job: Job, row: ResultRow): void {
		const webhook = this.#webhooks.get(job.kind);
		if (webhook === undefined) return;
		const { url, options } = webhook;
		const { repeat, forge, delayMs } = options;
		webhook.count += 1;
		const body = writeJson(payload(job, row), options.json);
		const isForged = forge !== undefined && webhook.count % forge.every === 0;
		const signature = isForged
			? forgedSignature(body, forge.how, options)
			: sign(body, job.orderedBy.token, options);
		this.#deliveries.send({
			url,
			body,
			headers: signature === undefined ? {} : { [signatureHeader]: signature },
			delayMs,
			copies: repeat !== undefined && webhook.count % repeat.every === 0 ? repeat.copies : 0,
			isForged,
		});
	}

	report(): DeliveryReport {
		return this.#deliveries.report();
	}

	reset(): void {
		this.#webhooks.clear();
		this.#deliveries.reset();
	}

	stop(): void {
		this.#deliveries.stop();
	}
}

// In the order of the documents' sample.
function payload(job: Job, row: ResultRow): { [key: string]: string | number | null } {
	const { id, ...texts } = row;
	const { domain, siteId } = job.site;
	return { id, domain, job_id: job.id, site_id: siteId, ...texts };
}

function forgedSignature(
	body: Buffer,
	how: 'wrongKey' | 'missing' | 'unkeyed',
	options: CernelWebhookOptions,
): string | undefined {
	switch (how) {
		case 'wrongKey':
			return sign(body, FORGER_KEY, options);
		case 'unkeyed':
			return hash(body, options);
		case 'missing':
			return undefined;
	}
}
