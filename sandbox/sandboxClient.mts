import { z } from 'zod';
import type { AddedProduct, NewProduct, ProductChanges } from './cypien/inventoryControl.mts';
import { faultRuleSchema } from './faults/rules.mts';
import type { ActiveFaultRule, FaultRuleInput } from './faults/rules.mts';
import type { DeliveryReport } from './webhooks/deliveries.mts';
import type { WebhookOptions, WebhookProvider } from './webhooks/settings.mts';

export const sandboxLogin = { email: 'content@sandbox.example', password: 'sandbox-password' };

const Login = z.object({ access_token: z.string() });
const Projects = z.array(z.object({ id: z.string(), name: z.string() }));

const Item = z.object({
	id: z.string(),
	external_id: z.string(),
	status: z.string(),
	generated_content: z.record(z.unknown()).nullable(),
	metadata: z.record(z.unknown()).nullish(),
});
const Items = z.array(Item);

const ShopProduct = z.object({
	id: z.string(),
	external_id: z.string(),
	short_description: z.string(),
	long_description: z.string(),
	times_written: z.number().optional(),
	/** When a sync wrote last; null when none did. */
	synced_at: z.string().nullish(),
});
const ShopProducts = z.object({ products: z.array(ShopProduct) });

const RequestCounts = z.object({ total: z.number() });

const InjectedFault = z.object({ id: z.string() });
const ClearedFaults = z.object({ cleared: z.literal(true) });
const ActiveFaults = z.array(
	z.object({
		id: z.string(),
		rule: faultRuleSchema,
		seen: z.number(),
		injected: z.number(),
	}),
);

const counts = z.record(z.number());
const DeliveryCounts = z.object({
	webhooks: z.record(
		z.object({
			sent: z.number(),
			pending: z.number(),
			repeated: z.number(),
			forged: z.number(),
			statuses: counts,
			errors: counts,
		}),
	),
});
const Webhook = z.object({ url: z.string().nullable() });
const NewInventoryProduct = z.object({ id: z.string(), inventory_id: z.number() });
const ChangedInventoryProduct = z.object({ id: z.string() });

export type SandboxItem = z.infer<typeof Item>;
export type SandboxProject = z.infer<typeof Projects>[number];
export type SandboxProduct = z.infer<typeof ShopProduct>;

/** Reads the sandbox from outside, past the nodes under test: the provider's own API, the shop, the counters. */
export class SandboxClient {
	readonly #url: string;
	#token: string | undefined;

	/** @param url Address of the sandbox without a slash at its end. */
	constructor(url: string) {
		this.#url = url;
	}

	/** Projects of the account that the demo uses. */
	async projects(): Promise<SandboxProject[]> {
		return await this.#xcScribe('/projects', Projects);
	}

	/** All items of a project, as XC Scribe shows them. */
	async items(projectId: string): Promise<SandboxItem[]> {
		return await this.#xcScribe(`/projects/${encodeURIComponent(projectId)}/items`, Items);
	}

	/** The shop's products as a visitor of the shop sees them. */
	async products(): Promise<SandboxProduct[]> {
		return (await this.#get('/shop/products', ShopProducts)).products;
	}

	/** How many requests the simulated providers have got so far. */
	async requests(): Promise<number> {
		return (await this.#get('/sandbox/requests', RequestCounts)).total;
	}

	/** Lets requests that match meet a fault; the id of the rule. */
	async injectFault(rule: FaultRuleInput): Promise<string> {
		return (await this.#control('POST', '/sandbox/faults', InjectedFault, rule)).id;
	}

	/** Ends all faults. */
	async clearFaults(): Promise<void> {
		await this.#control('DELETE', '/sandbox/faults', ClearedFaults);
	}

	/** The fault rules in force, and how often each one struck. */
	async faults(): Promise<ActiveFaultRule[]> {
		return await this.#get('/sandbox/faults', ActiveFaults);
	}

	/** Enters the URL that a provider calls, null for none; see the control of the same name. */
	async setWebhook<Provider extends WebhookProvider>(
		provider: Provider,
		url: string | null,
		options: WebhookOptions[Provider] = {},
	): Promise<void> {
		await this.#control('PUT', '/sandbox/webhooks', Webhook, { provider, url, options });
	}

	/** What became of the calls of webhooks so far, by provider. */
	async webhookDeliveries(): Promise<Record<string, DeliveryReport>> {
		return (await this.#get('/sandbox/requests', DeliveryCounts)).webhooks;
	}

	/** Adds a product to a workspace of Cypien. */
	async addProduct(workspaceId: number, product: NewProduct): Promise<AddedProduct> {
		return await this.#control('POST', '/sandbox/cypien/products', NewInventoryProduct, {
			workspace_id: workspaceId,
			product,
		});
	}

	/** Changes a product of a workspace of Cypien. */
	async changeProduct(workspaceId: number, id: string, changes: ProductChanges): Promise<void> {
		const path = `/sandbox/cypien/products/${encodeURIComponent(id)}`;
		await this.#control('PATCH', path, ChangedInventoryProduct, {
			workspace_id: workspaceId,
			changes,
		});
	}

	async #control<Out>(
		method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
		path: string,
		schema: z.ZodType<Out, z.ZodTypeDef, unknown>,
		body?: unknown,
	): Promise<Out> {
		const reply = await fetch(this.#url + path, {
			method,
			...(body === undefined
				? {}
				: { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
		});
		if (!reply.ok) {
			throw new Error(`The sandbox answered ${method} ${path} with ${reply.status}`);
		}
		return schema.parse(await reply.json());
	}

	async #xcScribe<Out>(path: string, schema: z.ZodType<Out, z.ZodTypeDef, unknown>): Promise<Out> {
		this.#token ??= await this.#logIn();
		return await this.#get(`/xc-scribe/api/v1${path}`, schema, {
			authorization: `Bearer ${this.#token}`,
		});
	}

	async #logIn(): Promise<string> {
		const reply = await fetch(`${this.#url}/xc-scribe/api/v1/auth/login`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(sandboxLogin),
		});
		if (!reply.ok) throw new Error(`The sandbox refused the demo's login with ${reply.status}`);
		return Login.parse(await reply.json()).access_token;
	}

	async #get<Out>(
		path: string,
		schema: z.ZodType<Out, z.ZodTypeDef, unknown>,
		headers: Record<string, string> = {},
	): Promise<Out> {
		const reply = await fetch(this.#url + path, { headers });
		if (!reply.ok) throw new Error(`The sandbox answered GET ${path} with ${reply.status}`);
		return schema.parse(await reply.json());
	}
}
