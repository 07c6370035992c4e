import type { Environment } from '../provider.mts';
import { Deliveries } from '../webhooks/deliveries.mts';
import type { DeliveryReport } from '../webhooks/deliveries.mts';
import { writeJson } from '../webhooks/json.mts';
import { productAiWebhookOptions, webhookUrl } from '../webhooks/settings.mts';
import type { ProductAiWebhookOptions } from '../webhooks/settings.mts';
import { imageUrlOf } from './imageUrl.mts';
import type { ImageJob } from './jobs.mts';

/** Calls the account's one URL when the generation of an image ends. */
export class ProductAiWebhooks {
	readonly #environment: Environment;
	readonly #deliveries = new Deliveries();
	#url: string | null = null;
	#options: ProductAiWebhookOptions = productAiWebhookOptions.parse({});
	#count = 0;

	constructor(environment: Environment) {
		this.#environment = environment;
	}

	/** Sets the URL; throws a ZodError for what is none. */
	set(url: string | null, options: unknown): void {
		const target = webhookUrl.parse(url);
		this.#options = productAiWebhookOptions.parse(options);
		this.#url = target;
		this.#count = 0;
	}

	/** Reports a job that has ended. Nobody waits for the call. */
	send(job: ImageJob): void {
		const { json, delayMs, repeat, afterUpscale } = this.#options;
		if (this.#url === null || (isUpscale(job) && !afterUpscale)) return;
		this.#count += 1;
		this.#deliveries.send({
			url: this.#url,
			body: writeJson(payload(job, this.#environment), json),
			headers: {},
			delayMs,
			copies: repeat !== undefined && this.#count % repeat.every === 0 ? repeat.copies : 0,
			isForged: false,
		});
	}

	report(): DeliveryReport {
		return this.#deliveries.report();
	}

	reset(): void {
		this.set(null, {});
		this.#deliveries.reset();
	}

	stop(): void {
		this.#deliveries.stop();
	}
}

// As documented, a failure does not say which job it was.
function payload(job: ImageJob, environment: Environment): Record<string, string> {
	if (job.status !== 'COMPLETED') return { status: 'error' };
	return {
		status: 'success',
		image_url: imageUrlOf(job, environment),
		job_id: String(job.id),
	};
}

function isUpscale(job: ImageJob): boolean {
	return job.prompt === undefined;
}
