import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import { z } from 'zod';
import { startSandbox } from '../../sandbox/server.mts';
import type { Sandbox } from '../../sandbox/server.mts';
import { Shop } from '../../sandbox/shop/shop.mts';
import { completeTimings } from '../../sandbox/timings.mts';
import { createXcScribe } from '../../sandbox/xcScribe/plugin.mts';
import type { ContractField, ContractOperation } from '../contract/contract';
import { Api, DEMO_KEY, operations, UNKNOWN } from './xcScribeApi.mts';
import type { Call } from './xcScribeApi.mts';

const issues = z.object({
	detail: z.array(
		z.object({ loc: z.array(z.union([z.string(), z.number()])), type: z.string() }).passthrough(),
	),
});

const publicOperations = [
	'auth.login',
	'auth.verifyTwoFactor',
	'auth.setupTwoFactorWithTemp',
	'auth.confirmTwoFactorWithTemp',
	'auth.resendTwoFactor',
	'auth.forgotPassword',
	'invitation.validate',
	'invitation.accept',
].map((id) => `xcScribe.${id}`);

const openToMembers = ['user.getMe', 'user.updateMe', 'tone.getCustom'].map(
	(id) => `xcScribe.${id}`,
);

const isPublic = ({ id }: ContractOperation) => publicOperations.includes(id);
const isPlugin = ({ resource }: ContractOperation) => resource === 'plugin';
const isForAdmins = (operation: ContractOperation) =>
	['user', 'organization', 'tone', 'billing', 'apiKey', 'invitation'].includes(
		operation.resource,
	) &&
	!isPublic(operation) &&
	!openToMembers.includes(operation.id);

let sandbox: Sandbox;
let api: Api;
let admin: string;
let member: string;

beforeAll(async () => {
	sandbox = await startSandbox();
	api = new Api(sandbox.url);
	admin = await api.login('admin');
	member = await api.login('content');
});

afterAll(async () => {
	await sandbox.close();
});

function credentialOf(operation: ContractOperation): string {
	if (isPublic(operation)) return '';
	return isPlugin(operation) ? DEMO_KEY : admin;
}

/** A call whose path leads nowhere, so that nothing it asks for can happen. */
function callOf(operation: ContractOperation, differences: Partial<Call> = {}): Call {
	return {
		path: Object.fromEntries(operation.pathParams.map(({ name }) => [name, UNKNOWN])),
		token: credentialOf(operation),
		...differences,
	};
}

async function issuesOf(response: Response): Promise<Array<{ at: string; type: string }>> {
	expect(response.status).toBe(422);
	return issues
		.parse(await response.json())
		.detail.map(({ loc, type }) => ({ at: loc.join('.'), type }));
}

it('serves exactly the operations of the contract', async () => {
	const served: string[] = [];
	const server = fastify({ exposeHeadRoutes: false });
	server.addHook('onRoute', ({ method, url, config }) => {
		const id = config?.operation ?? 'none';
		const path = url.replace(/:(\w+)/g, '{$1}');
		if (!id.startsWith('xcScribe.site.')) served.push(`${id} ${String(method)} ${path}`);
	});
	const environment = { origin: '', timings: completeTimings(), shop: new Shop('SKU,Name\n') };
	await server.register(createXcScribe(environment).plugin);
	const expected = operations.map(({ id, method, path }) => `${id} ${method} ${path}`);
	expect(served.sort()).toEqual(expected.sort());
	await server.close();
});

const rows = operations.map((operation) => ({ id: operation.id, operation }));

describe('credentials', () => {
	const closed = rows.filter(({ operation }) => !isPublic(operation));

	it.each(closed)('$id needs some', async ({ operation }) => {
		const response = await api.send(operation, callOf(operation, { token: '' }));
		expect([response.status, await response.json()]).toEqual([
			403,
			{ detail: 'Not authenticated' },
		]);
	});

	it.each(closed)('$id takes no others', async ({ operation }) => {
		const token = isPlugin(operation) ? admin : DEMO_KEY;
		expect((await api.send(operation, callOf(operation, { token }))).status).toBe(401);
	});

	it.each(closed.filter(({ operation }) => !isPlugin(operation)))(
		'$id tells members from administrators',
		async ({ operation }) => {
			// Refused for its query anyway, so that nobody is logged out by it.
			const query = { unexpected: '1' };
			const response = await api.send(operation, callOf(operation, { token: member, query }));
			const reply: unknown = await response.json();
			if (isForAdmins(operation)) expect(reply).toEqual({ detail: 'Not enough permissions' });
			expect(response.status).toBe(isForAdmins(operation) ? 403 : 422);
		},
	);
});

describe('strictness', () => {
	it.each(rows)('$id takes no unknown query key', async ({ operation }) => {
		const found = await issuesOf(
			await api.send(operation, callOf(operation, { query: { unexpected: '1' } })),
		);
		expect(found).toContainEqual({ at: 'query.unexpected', type: 'value_error.extra' });
	});

	const json = rows.filter(({ operation }) => operation.bodyType === 'json');

	it.each(json)('$id takes no unknown key', async ({ operation }) => {
		const found = await issuesOf(
			await api.send(operation, callOf(operation, { body: { unexpected: true } })),
		);
		expect(found).toContainEqual({ at: 'body.unexpected', type: 'value_error.extra' });
	});

	it.each(rows.filter(({ operation }) => required(operation).length > 0))(
		'$id names what is missing',
		async ({ operation }) => {
			// An empty file stands for a form, an unknown key keeps the others from being carried out.
			const body = {
				json: { unexpected: true },
				form: new URLSearchParams({ unexpected: '1' }),
				multipart: new FormData(),
			};
			const found = await issuesOf(
				await api.send(
					operation,
					callOf(operation, {
						query: { unexpected: '1' },
						...(operation.bodyType === null ? {} : { body: body[operation.bodyType] }),
					}),
				),
			);
			// A file is looked for after all else.
			const expected = required(operation).filter((at) => at !== 'body.file');
			for (const at of expected) {
				expect(found).toContainEqual({ at, type: 'value_error.missing' });
			}
		},
	);

	it.each(json)('$id knows all fields and their types', async ({ operation }) => {
		const body = Object.fromEntries(operation.body.map((field) => [field.name, sample(field)]));
		const query = Object.fromEntries(
			operation.query.map((field) => [field.name, String(sample(field))]),
		);
		const found = await issuesOf(
			await api.send(operation, callOf(operation, { query, body: { ...body, unexpected: true } })),
		);
		// Open text such as a language or a tone is checked more closely than the contract says.
		expect(found.filter(({ type }) => type !== 'value_error')).toEqual([
			{ at: 'body.unexpected', type: 'value_error.extra' },
		]);
	});

	it.each(rows.filter(({ operation }) => operation.query.length > 0))(
		'$id knows all fields of its query',
		async ({ operation }) => {
			const query = Object.fromEntries(
				operation.query.map((field) => [field.name, String(sample(field))]),
			);
			const response = await api.send(operation, callOf(operation, { query }));
			const reply: unknown = await response.json();
			// Only an upload lacks its file; the rest is right or leads nowhere.
			const missing = issues.safeParse(reply).data?.detail.map(({ loc }) => loc.join('.'));
			expect(missing ?? []).toEqual(operation.bodyType === 'multipart' ? ['body.file'] : []);
		},
	);

	const withId = rows.filter(({ operation }) =>
		operation.pathParams.some((parameter) => parameter.type === 'string:uuid'),
	);

	it.each(withId)('$id takes UUIDs only', async ({ operation }) => {
		const path = Object.fromEntries(operation.pathParams.map(({ name }) => [name, '42']));
		const found = await issuesOf(await api.send(operation, callOf(operation, { path })));
		expect(found).toContainEqual(expect.objectContaining({ type: 'type_error.uuid' }));
	});

	it.each(withId.filter(({ operation }) => required(operation).length === 0))(
		'$id does not know every id',
		async ({ operation }) => {
			const generates = operation.body.some(({ name }) => name === 'content_type');
			const bodies = {
				json: generates ? { content_type: 'product_description' } : {},
				form: new URLSearchParams(),
				multipart: new FormData(),
			};
			const response = await api.send(
				operation,
				callOf(operation, {
					...(operation.bodyType === null ? {} : { body: bodies[operation.bodyType] }),
				}),
			);
			expect([response.status, await response.json()]).toEqual([
				404,
				{ detail: expect.stringMatching(/ not found$/) },
			]);
		},
	);
});

function required(operation: ContractOperation): string[] {
	const missing = (part: string, fields: readonly ContractField[]) =>
		fields.filter((field) => field.required).map((field) => `${part}.${field.name}`);
	return [...missing('query', operation.query), ...missing('body', operation.body)];
}

/** A value of the type that the contract names. */
function sample(field: ContractField): unknown {
	if (field.enum?.[0] !== undefined) return field.enum[0];
	if (field.default !== null && field.default !== undefined) return field.default;
	switch (field.type) {
		case 'integer':
		case 'number':
		case 'number|string':
			return 10;
		case 'boolean':
			return true;
		case 'object':
			return {};
		case 'string:uuid':
			return UNKNOWN;
		case 'string:date-time':
			return '2030-01-01T00:00:00Z';
		case 'array<string:uuid>':
			return [UNKNOWN];
		case 'array<integer>':
			return [1];
		case 'array<string>':
			return ['text'];
		case 'array<object>':
			return [{ url: 'https://images.example.com/a.jpg' }];
		default:
			return textFor(field.name);
	}
}

function textFor(name: string): string {
	if (name === 'job_type') return 'generation';
	if (name.includes('email')) return 'someone@example.com';
	if (name.endsWith('url')) return 'https://example.com/';
	return 'long enough';
}
