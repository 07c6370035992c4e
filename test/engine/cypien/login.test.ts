import { describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';

import { PredefinedCall } from '../fixtures/predefinedCall';
import { CredentialStore, runNode, testCredential } from '../harness';
import {
	jsonBody,
	jsonOf,
	numbered,
	pairsOf,
	readable,
	sendJson,
	startServer,
	UNWANTED_WORDS,
	type Answer,
} from '../xcScribe/support';
import {
	account,
	bearer,
	CREDENTIAL,
	entry,
	LOGIN,
	ME,
	refusal,
	run,
	TOKEN,
	variants,
	VARIANTS,
} from './support';

const NEVER_LOGGED_IN = { accessToken: '' };
const loggedIn = (token: string) => ({
	access_token: token,
	token_type: 'Bearer',
	expires_in: 86_400,
	workspace: { id: 123, name: 'Shop' },
	permissions: ['generate_content'],
	rateLimit: 'standard',
});

interface Rules {
	login?: (response: ServerResponse) => void;
	accepts?: (token: string) => boolean;
}

/** Cypien with a log-in: each gives the next of the tokens `fresh-1`, `fresh-2`, … */
function provider({ login, accepts = () => true }: Rules = {}): Answer {
	let given = 0;
	return (arrived, response) => {
		if (arrived.path === LOGIN) {
			// A framework that answers 201 to every POST is as good as one that answers 200.
			if (login === undefined) sendJson(response, loggedIn(`fresh-${++given}`), 201);
			else login(response);
		} else if (!accepts(bearer(arrived))) {
			sendJson(response, refusal('UNAUTHORIZED', 'Token expired'), 401);
		} else sendJson(response, variants('13302'));
	};
}

const read = { parameters: { inventoryProductId: '13302' } };

const WRONG_KEY = (response: ServerResponse) =>
	sendJson(response, refusal('UNAUTHORIZED', 'API key not found or invalid'), 401);

describe('The log-in', () => {
	it('is made once with the key and the workspace as a number, and kept for the next run', async () => {
		const server = await startServer(provider());
		const credentials = account(server.url, {
			...NEVER_LOGGED_IN,
			apiKey: ' key-1\n',
			workspaceId: ' 123 ',
		});
		const first = await runNode(
			run('variant.getAll', { ...read, credentials, input: numbered(5) }),
		);
		const second = await runNode(run('variant.getAll', { ...read, credentials }));

		expect(first.error).toBeUndefined();
		expect(pairsOf(first)).toEqual([0, 1, 2, 3, 4]);
		expect(second.error).toBeUndefined();
		expect(server.to(LOGIN).map(jsonBody)).toEqual([{ apiKey: 'key-1', workspaceId: 123 }]);
		expect(server.to(LOGIN)[0]?.headers.authorization).toBeUndefined();
		expect(server.to(VARIANTS).map(bearer)).toEqual(Array(6).fill('fresh-1'));
		expect(credentials.stored(CREDENTIAL).accessToken).toBe('fresh-1');
	});

	it('is made again, once, when the token has run out', async () => {
		const server = await startServer(provider({ accepts: (token) => token !== TOKEN }));
		const credentials = account(server.url);
		const result = await runNode(
			run('variant.getAll', {
				parameters: { ...read.parameters, options: { concurrency: 20 } },
				credentials,
				input: numbered(20),
			}),
		);
		expect(result.error).toBeUndefined();
		expect(jsonOf(result)).toHaveLength(20);
		expect(server.to(LOGIN)).toHaveLength(1);
		expect(credentials.stored(CREDENTIAL).accessToken).toBe('fresh-1');
	});

	it('that is refused is tried once for all items and says what to correct', async () => {
		const server = await startServer(provider({ login: WRONG_KEY }));
		const { error } = await runNode(
			run('variant.getAll', {
				...read,
				credentials: account(server.url, NEVER_LOGGED_IN),
				input: numbered(10),
			}),
		);
		expect(error).toMatchObject({
			name: 'NodeApiError',
			message: 'Cypien did not accept the log-in: API key not found or invalid (UNAUTHORIZED)',
			description: 'Check API key, workspace ID and base URL of the credential',
			failure: { cause: 'credential-invalid' },
		});
		expect(error?.message).not.toMatch(UNWANTED_WORDS);
		expect(server.arrived.map(({ path }) => path)).toEqual([LOGIN]);
	});

	it.each<[string, (response: ServerResponse) => void, string]>([
		[
			'asks to slow down',
			(response) => sendJson(response, refusal('TOO_MANY_REQUESTS', 'Slow down'), 429),
			'Cypien could not take the log-in: Slow down (TOO_MANY_REQUESTS)',
		],
		[
			'is out of order',
			(response) => response.writeHead(502).end('<html>Bad gateway</html>'),
			'Cypien could not take the log-in: status 502',
		],
	])('at a provider that %s is told apart from a wrong key', async (_, login, message) => {
		const server = await startServer(provider({ login }));
		const { error } = await runNode(
			run('variant.getAll', { ...read, credentials: account(server.url, NEVER_LOGGED_IN) }),
		);
		expect(error).toMatchObject({ message, failure: { cause: 'temporarily-unavailable' } });
	});

	it('without a token in the reply says where to look', async () => {
		const server = await startServer(provider({ login: (response) => sendJson(response, {}) }));
		const { error } = await runNode(
			run('variant.getAll', { ...read, credentials: account(server.url, NEVER_LOGGED_IN) }),
		);
		expect(error?.message).toBe('Cypien accepted the log-in but sent no access token');
		expect(error?.description).toContain('base URL');
	});

	it.each(['', 'my workspace', 'prod_123', '1.5', '-1'])(
		'is not tried with the workspace ID "%s"',
		async (workspaceId) => {
			const server = await startServer(provider());
			const { error } = await runNode(
				run('variant.getAll', {
					...read,
					credentials: account(server.url, { ...NEVER_LOGGED_IN, workspaceId }),
				}),
			);
			expect(error).toMatchObject({
				message: `The workspace ID "${workspaceId}" of the credential is not a whole number`,
				description: expect.stringContaining('e.g. 123'),
			});
			expect(server.arrived).toEqual([]);
		},
	);
});

describe('The base URL', () => {
	it.each([
		['without anything', ''],
		['with a slash', '/'],
		['with the version', '/v1'],
		['with the version and a slash', '/v1/'],
	])('%s leads log-in, calls and the credential test to the API', async (_, end) => {
		const server = await startServer(provider());
		const written = ` ${server.url}${end} `;
		const { error } = await runNode(
			run('variant.getAll', { ...read, credentials: account(written, NEVER_LOGGED_IN) }),
		);
		expect(error).toBeUndefined();
		expect(await testCredential(entry(written))).toEqual({
			status: 'OK',
			message: 'Connection successful!',
		});
		expect(server.arrived.map(({ path }) => path)).toEqual([
			LOGIN,
			ME,
			`${VARIANTS}13302`,
			LOGIN,
			ME,
		]);
	});

	it('that is none is named as what it is', async () => {
		const { error } = await runNode(
			run('variant.getAll', { ...read, credentials: account('api.cypien.ai', NEVER_LOGGED_IN) }),
		);
		expect(error?.message).toBe(
			'The base URL "api.cypien.ai" of the credential is not a web address',
		);
	});
});

describe('The test of the credential', () => {
	it('repeats what Cypien said about a wrong key', async () => {
		const server = await startServer(provider({ login: WRONG_KEY }));
		const result = await testCredential(entry(server.url));
		expect(result.status).toBe('Error');
		expect(result.message).toContain('API key not found or invalid');
	});

	it('names a workspace that is no number', async () => {
		const result = await testCredential(entry('http://127.0.0.1:9', { workspaceId: 'shop' }));
		expect(result.message).toContain('"shop" of the credential is not a whole number');
	});
});

describe('The predefined credential', () => {
	it('logs in for n8n’s own HTTP Request node, too', async () => {
		const server = await startServer(provider());
		const result = await runNode({
			node: new PredefinedCall(CREDENTIAL, `${server.url}${VARIANTS}13302`),
			credentials: account(server.url, NEVER_LOGGED_IN),
		});
		expect(result.error).toBeUndefined();
		expect(jsonOf(result)).toEqual([variants('13302')]);
		expect(server.arrived.map((each) => [each.path, bearer(each)])).toEqual([
			[LOGIN, ''],
			[`${VARIANTS}13302`, 'fresh-1'],
		]);
	});
});

describe('Log-in as an operation', () => {
	const parameters = { apiKey: 'other-key', workspaceId: 77 };

	it('uses the values of the item, sends no token, and hides what it returns in the editor', async () => {
		const server = await startServer(provider());
		const options = run('auth.login', { parameters, credentials: account(server.url) });
		const result = await runNode(options);
		expect(jsonOf(result)).toEqual([loggedIn('fresh-1')]);
		expect(server.arrived.map(({ path }) => path)).toEqual([LOGIN]);
		expect(server.arrived.map(jsonBody)).toEqual([parameters]);
		expect(server.arrived[0]?.headers.authorization).toBeUndefined();
		expect(options.node.description.sensitiveOutputFields).toContain('access_token');
	});

	it('that is refused is about the item and not about the credential', async () => {
		const server = await startServer(provider({ login: WRONG_KEY }));
		const { error } = await runNode(
			run('auth.login', { parameters, credentials: account(server.url) }),
		);
		expect(error?.message).toBe(
			'Cypien did not accept the API key or the workspace of the item: API key not found or invalid (UNAUTHORIZED)',
		);
		expect(error?.description).toContain('The credential is not used');
		expect(server.arrived).toHaveLength(1);
	});
});

describe('Secrets', () => {
	it.each<[string, Rules]>([
		['a refused log-in', { accepts: () => false, login: WRONG_KEY }],
		['a token that is refused again', { accepts: () => false }],
	])('stay out of errors and outputs after %s', async (_, rules) => {
		const server = await startServer(provider(rules));
		for (const onError of ['stopWorkflow', 'continueErrorOutput'] as const) {
			const credentials = new CredentialStore([
				entry(server.url, { apiKey: 'canary-key', accessToken: 'canary-token' }),
			]);
			const result = await runNode(run('variant.getAll', { ...read, credentials, onError }));
			expect(readable(result)).toContain('Cypien');
			expect(readable(result)).not.toContain('canary');
		}
	});
});
