import { z } from 'zod';

import { CernelApi } from '../../credentials/CernelApi.credentials';
import { CypienApi } from '../../credentials/CypienApi.credentials';
import { ProductAiApi } from '../../credentials/ProductAiApi.credentials';
import { XcScribeApi } from '../../credentials/XcScribeApi.credentials';
import { demoToken } from '../../sandbox/cernel/account.mts';
import { demoApiKey } from '../../sandbox/cypien/apiKeys.mts';
import { demoKey } from '../../sandbox/productAi/account.mts';
import type { ProviderName } from '../../sandbox/provider.mts';
import { sandboxLogin } from '../../sandbox/sandboxClient.mts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import type { Timings } from '../../sandbox/timings.mts';
import { CredentialStore, type CredentialEntry } from '../engine/harness';

const WORKSPACE = '123';

/** Work at the providers takes no time, and their own limits are off: only the faults count. */
const AT_ONCE: Partial<Timings> = {
	jobQueueMs: 1,
	generationMsPerItem: 0,
	imageMs: 1,
	rateLimitScale: 0,
};

/** Where each provider lives in the sandbox, as a user enters it. */
const BASE: Record<ProviderName, string> = {
	xcScribe: '/xc-scribe',
	cernel: '/cernel',
	cypien: '/cypien',
	productAi: '/product-ai',
};

/** The account of a provider in the sandbox that lives at `url`. */
export function entryOf(provider: ProviderName, url: string): CredentialEntry {
	const baseUrl = `${url}${BASE[provider]}`;
	switch (provider) {
		case 'xcScribe':
			return { type: new XcScribeApi(), data: { ...sandboxLogin, baseUrl } };
		case 'cernel':
			return { type: new CernelApi(), data: { apiToken: demoToken, baseUrl } };
		case 'cypien':
			return {
				type: new CypienApi(),
				data: { apiKey: demoApiKey, workspaceId: WORKSPACE, baseUrl },
			};
		case 'productAi':
			return { type: new ProductAiApi(), data: { apiKey: demoKey, baseUrl } };
	}
}

/** A call past the node, to prepare a test or to look what the provider holds. */
export interface DirectCall {
	method?: string;
	body?: unknown;
}

/** The simulated providers, an account of each, and a way to them past the nodes under test. */
export class Stage {
	private readonly tokens = new Map<ProviderName, string>();

	private constructor(
		readonly sandbox: Sandbox,
		readonly accounts: Record<ProviderName, CredentialStore>,
	) {}

	static async set(options: Parameters<typeof startSandbox>[0] = {}): Promise<Stage> {
		const sandbox = await startSandbox({ timings: AT_ONCE, ...options });
		const account = (provider: ProviderName) =>
			new CredentialStore([entryOf(provider, sandbox.url)]);
		return new Stage(sandbox, {
			xcScribe: account('xcScribe'),
			cernel: account('cernel'),
			cypien: account('cypien'),
			productAi: account('productAi'),
		});
	}

	/** How many writing requests of an operation the provider has accepted so far. */
	accepted(operation: string): number {
		return this.sandbox.requests().accepted[operation] ?? 0;
	}

	/** How many requests of an operation have come so far. */
	asked(operation: string): number {
		return this.sandbox.requests().operations[operation] ?? 0;
	}

	/** Calls a provider and gives back the status and the decoded body. */
	async ask(
		provider: ProviderName,
		path: string,
		{ method = 'GET', body }: DirectCall = {},
	): Promise<{ status: number; body: unknown }> {
		const isForm = body instanceof FormData || body instanceof URLSearchParams;
		const reply = await fetch(`${this.sandbox.url}${BASE[provider]}${path}`, {
			method,
			headers: {
				...(await this.authorization(provider)),
				...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
			},
			...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
		});
		const text = await reply.text();
		return { status: reply.status, body: text === '' ? undefined : JSON.parse(text) };
	}

	/** The body of a call that has to succeed, as `schema` reads it. */
	async call<Out>(
		schema: z.ZodType<Out, z.ZodTypeDef, unknown>,
		provider: ProviderName,
		path: string,
		direct: DirectCall = {},
	): Promise<Out> {
		const { status, body } = await this.ask(provider, path, direct);
		if (status >= 300) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
		return schema.parse(body);
	}

	private async authorization(provider: ProviderName): Promise<Record<string, string>> {
		if (provider === 'cernel') return { authorization: `Token ${demoToken}` };
		if (provider === 'productAi') return { 'x-api-key': demoKey };
		const token = this.tokens.get(provider) ?? (await this.logIn(provider));
		this.tokens.set(provider, token);
		return { authorization: `Bearer ${token}` };
	}

	private async logIn(provider: ProviderName): Promise<string> {
		const [path, body] =
			provider === 'cypien'
				? ['/v1/auth/login', { apiKey: demoApiKey, workspaceId: Number(WORKSPACE) }]
				: ['/api/v1/auth/login', sandboxLogin];
		const reply = await fetch(`${this.sandbox.url}${BASE[provider]}${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
		return z.object({ access_token: z.string() }).parse(await reply.json()).access_token;
	}
}

const named = z.object({ id: z.string() });

/** Makes `count` projects of XC Scribe, all empty. */
export async function newProjects(stage: Stage, count: number): Promise<string[]> {
	const ids: string[] = [];
	for (let n = 0; n < count; n++) {
		const body = new URLSearchParams({ name: `Project ${n}`, platform: 'woocommerce' });
		const { id } = await stage.call(named, 'xcScribe', '/api/v1/projects', {
			method: 'POST',
			body,
		});
		ids.push(id);
	}
	return ids;
}

/** Makes a project of XC Scribe with `count` items and gives their ids. */
export async function newItems(
	stage: Stage,
	count: number,
): Promise<{ projectId: string; itemIds: string[] }> {
	const [projectId = ''] = await newProjects(stage, 1);
	const path = `/api/v1/projects/${projectId}`;
	const rows = Array.from({ length: count }, (_, n) => `S-${n},Board ${n}`);
	const body = new FormData();
	body.set('file', new Blob([`sku,name\n${rows.join('\n')}\n`]), 'products.csv');
	await stage.call(z.unknown(), 'xcScribe', `${path}/sources/file`, { method: 'POST', body });
	const items = await stage.call(z.array(named), 'xcScribe', `${path}/items`);
	return { projectId, itemIds: items.map(({ id }) => id) };
}
