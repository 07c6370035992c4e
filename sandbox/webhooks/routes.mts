import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { cernelWebhookOptions, productAiWebhookOptions } from './settings.mts';
import type { WebhookOptions, WebhookProvider } from './settings.mts';

/** The control of the webhooks, as a function; its route is `PUT /sandbox/webhooks`. */
export interface WebhookControl {
	/**
	 * Enters the URL that a provider calls, on a loopback address, as by hand on its own page; null
	 * takes it out. Each call sets all options anew. Throws a ZodError for a URL or options that are
	 * none.
	 */
	setWebhook<Provider extends WebhookProvider>(
		provider: Provider,
		url: string | null,
		options?: WebhookOptions[Provider],
	): void;
}

const url = z.string().nullable();

const webhookBody = z.discriminatedUnion('provider', [
	z
		.object({ provider: z.literal('cernel'), url, options: cernelWebhookOptions.default({}) })
		.strict(),
	z
		.object({ provider: z.literal('productAi'), url, options: productAiWebhookOptions.default({}) })
		.strict(),
]);

/** The route that enters webhooks from another process. */
export function webhookRoutes(server: FastifyInstance, control: WebhookControl): void {
	server.put('/webhooks', async (request) => {
		const body = webhookBody.parse(request.body);
		if (body.provider === 'cernel') control.setWebhook('cernel', body.url, body.options);
		else control.setWebhook('productAi', body.url, body.options);
		return { provider: body.provider, url: body.url };
	});
}
