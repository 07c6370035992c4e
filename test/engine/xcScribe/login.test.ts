import { beforeEach, describe, expect, it } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import type { ServerResponse } from 'node:http';

import { XcScribeApi } from '../../../credentials/XcScribeApi.credentials';
import { toText } from '../guards';
import { CredentialStore, runNode, storeBinary, testCredential } from '../harness';
import { quietClock } from '../quietClock';
import {
	account,
	byId,
	CREDENTIAL,
	formBody,
	jsonBody,
	jsonOf,
	numbered,
	pairsOf,
	projectRecord,
	readable,
	scribe,
	sendJson,
	startServer,
	TOKEN,
	UNWANTED_WORDS,
	type Answer,
	type Arrived,
} from './support';

beforeEach(() => {
	quietClock();
});

const LOGIN = '/api/v1/auth/login';
const SECOND_FACTOR = '/api/v1/auth/verify-2fa';
const ME = '/api/v1/users/me';
const SECRET = 'JBSWY3DPEHPK3PXP';

const NEVER_LOGGED_IN = { accessToken: '' };

interface Rules {
	/** What the log-in answers; a token by default. */
	login?: (response: ServerResponse) => void;
	secondFactor?: (arrived: Arrived, response: ServerResponse) => void;
	/** The tokens that are good; all of them by default. */
	accepts?: (token: string) => boolean;
	/** What the calls with a good token answer. */
	answer?: Answer;
}

const bearer = ({ headers }: Arrived): string =>
	(headers.authorization ?? '').replace('Bearer ', '');

/** A provider with a log-in: each gives the next of the tokens `fresh-1`, `fresh-2`, … */
function provider({ login, secondFactor, accepts = () => true, answer }: Rules = {}): Answer {
	let given = 0;
	return async (arrived, response, number) => {
		if (arrived.path === LOGIN) {
			if (login !== undefined) login(response);
			else sendJson(response, { access_token: `fresh-${++given}`, token_type: 'bearer' });
		} else if (arrived.path === SECOND_FACTOR) secondFactor?.(arrived, response);
		else if (!accepts(bearer(arrived))) sendJson(response, { detail: 'Token expired' }, 401);
		else if (arrived.path === ME) sendJson(response, { id: 'me' });
		else if (answer !== undefined) await answer(arrived, response, number);
		else sendJson(response, projectRecord('a'));
	};
}

const onlyFresh = (token: string): boolean => token.startsWith('fresh-');

describe('The first run', () => {
	it('logs in once, calls with the token, and leaves it for the next run', async () => {
		const server = await startServer(provider());
		const credentials = account(server.url, NEVER_LOGGED_IN);

		const first = await runNode(scribe('project.get', { credentials, input: numbered(5) }));
		const second = await runNode(scribe('project.get', { credentials }));

		expect(first.error).toBeUndefined();
		expect(pairsOf(first)).toEqual([0, 1, 2, 3, 4]);
		expect(second.error).toBeUndefined();
		expect(server.to(LOGIN).map(jsonBody)).toEqual([
			{ email: 'team@shop.example', password: 'pass-word-1' },
		]);
		expect(server.to(LOGIN)[0]?.headers.authorization).toBeUndefined();
		expect(server.to('/api/v1/projects/').map(bearer)).toEqual(Array(6).fill('fresh-1'));
		expect(credentials.stored(CREDENTIAL).accessToken).toBe('fresh-1');
	});

	it('is not held up when the look after the log-in does not succeed', async () => {
		const server = await startServer((arrived, response, number) =>
			arrived.path === ME
				? sendJson(response, { detail: 'Only for admins' }, 403)
				: provider()(arrived, response, number),
		);
		const result = await runNode(
			scribe('project.get', { credentials: account(server.url, NEVER_LOGGED_IN) }),
		);
		expect(result.error).toBeUndefined();
		expect(jsonOf(result)).toMatchObject([{ id: 'a' }]);
	});
});

describe('A second factor', () => {
	const asksFor = (method: string) => (response: ServerResponse) =>
		sendJson(response, {
			access_token: null,
			two_factor_required: true,
			two_factor_method: method,
			temp_token: 'temp-1',
		});

	it.each([
		['as it is shown', SECRET],
		['in lower case and groups', 'jbsw y3dp ehpk 3pxp'],
		['with dashes', 'JBSW-Y3DP-EHPK-3PXP'],
	])(
		'by authenticator app is answered with the code of now, the key written %s',
		async (_, key) => {
			const server = await startServer(
				provider({
					login: asksFor('totp'),
					secondFactor: (arrived, response) => {
						const { temp_token: temporary, code } = jsonBody(arrived);
						const totp = new TOTP({ secret: Secret.fromBase32(SECRET) });
						const good =
							temporary === 'temp-1' && totp.validate({ token: toText(code), window: 1 }) !== null;
						if (good) sendJson(response, { access_token: 'fresh-2fa', token_type: 'bearer' });
						else sendJson(response, { detail: 'Invalid code' }, 401);
					},
				}),
			);
			const result = await runNode(
				scribe('project.get', {
					credentials: account(server.url, { ...NEVER_LOGGED_IN, totpSecret: key }),
				}),
			);
			expect(result.error).toBeUndefined();
			expect(server.to(SECOND_FACTOR)).toHaveLength(1);
			expect(server.to('/api/v1/projects/').map(bearer)).toEqual(['fresh-2fa']);
		},
	);

	it.each([
		{
			name: 'sent by e-mail cannot be had, and the error says what to do',
			login: asksFor('email'),
			secret: SECRET,
			message: /second factor by e-mail, which a workflow cannot read/,
			advice: /authenticator app .*TOTP Secret.* account without a second factor/,
			calls: [LOGIN],
		},
		{
			name: 'without a key in the credential asks for the key',
			login: asksFor('totp'),
			secret: '',
			message: /asks for a second factor/,
			advice: /TOTP Secret/,
			calls: [LOGIN],
		},
		{
			name: 'that has yet to be set up sends the user to the browser',
			login: (response: ServerResponse) =>
				sendJson(response, { access_token: null, two_factor_setup_required: true }),
			secret: '',
			message: /demands two-factor authentication/,
			advice: /browser once, set up an authenticator app/,
			calls: [LOGIN],
		},
		{
			name: 'with a key that is not base32 says how a key looks',
			login: asksFor('totp'),
			secret: 'not-a-key-018!',
			message: /TOTP secret of the credential is not a base32 key/,
			advice: /letters A to Z and digits 2 to 7/,
			calls: [LOGIN],
		},
		{
			name: 'that is refused repeats what XC Scribe said and names key and clock',
			login: asksFor('totp'),
			secret: 'GEZDGNBVGY3TQOJQ',
			message: /did not accept the second factor: Invalid code/,
			advice: /TOTP Secret.*clock/,
			calls: [LOGIN, SECOND_FACTOR],
		},
	])('$name', async ({ login, secret, message, advice, calls }) => {
		const server = await startServer(
			provider({
				login,
				secondFactor: (_, response) => sendJson(response, { detail: 'Invalid code' }, 401),
			}),
		);
		const result = await runNode(
			scribe('project.get', {
				credentials: account(server.url, { ...NEVER_LOGGED_IN, totpSecret: secret }),
				input: numbered(10),
			}),
		);
		expect(result.status).toBe('error');
		expect(result.error).toMatchObject({
			name: 'NodeApiError',
			message: expect.stringMatching(message),
			description: expect.stringMatching(advice),
			failure: { cause: 'credential-invalid' },
		});
		expect(server.arrived.map(({ path }) => path)).toEqual(calls);
	});
});

describe('A wrong password', () => {
	const refuses = (response: ServerResponse) =>
		sendJson(response, { detail: 'Incorrect email or password' }, 401);

	it('is tried once, nothing else is sent, and the error says what to do', async () => {
		const server = await startServer(provider({ login: refuses }));
		const { error } = await runNode(
			scribe('project.get', {
				credentials: account(server.url, NEVER_LOGGED_IN),
				input: numbered(30),
			}),
		);
		expect(error).toMatchObject({
			name: 'NodeApiError',
			message: 'XC Scribe did not accept the log-in: Incorrect email or password',
			description: 'Check e-mail, password and base URL of the credential',
			failure: { cause: 'credential-invalid' },
		});
		expect(error?.message).not.toMatch(UNWANTED_WORDS);
		expect(server.arrived.map(({ path }) => path)).toEqual([LOGIN]);
	});

	it('is tried once for all items that go on', async () => {
		const server = await startServer(provider({ login: refuses }));
		const result = await runNode(
			scribe('project.get', {
				credentials: account(server.url, NEVER_LOGGED_IN),
				input: numbered(30),
				onError: 'continueErrorOutput',
			}),
		);
		expect(jsonOf(result, 0)).toEqual([]);
		expect(jsonOf(result, 1).map(({ error }) => error)).toEqual(
			Array(30).fill('XC Scribe did not accept the log-in: Incorrect email or password'),
		);
		expect(server.arrived.map(({ path }) => path)).toEqual([LOGIN]);
	});

	it('is tried once also when the token runs out while many items are under way', async () => {
		const server = await startServer(async (arrived, response, number) => {
			// The later a call came, the later it learns that its token is no good.
			if (arrived.path.startsWith('/api/v1/projects/')) {
				await new Promise((resolve) => setTimeout(resolve, 10 * number));
			}
			await provider({ login: refuses, accepts: () => false })(arrived, response, number);
		});
		const result = await runNode(
			scribe('project.get', {
				credentials: account(server.url),
				parameters: { options: { concurrency: 20 } },
				input: numbered(20),
				onError: 'continueErrorOutput',
			}),
		);
		expect(jsonOf(result, 1).map(({ error }) => error)).toEqual(
			Array(20).fill('XC Scribe did not accept the log-in: Incorrect email or password'),
		);
		expect(server.to(LOGIN)).toHaveLength(1);
	});

	it('is told apart from a provider that is out of order', async () => {
		const server = await startServer(
			provider({ login: (response) => response.writeHead(502).end('<html>Bad gateway</html>') }),
		);
		const { error } = await runNode(
			scribe('project.get', { credentials: account(server.url, NEVER_LOGGED_IN) }),
		);
		expect(error).toMatchObject({
			message: 'XC Scribe could not take the log-in: status 502',
			failure: { cause: 'temporarily-unavailable' },
		});
		expect(error?.message).not.toContain('<html>');
	});
});

describe('A token that has run out', () => {
	it('is renewed once, and the call that met it is repeated once', async () => {
		const server = await startServer(provider({ accepts: onlyFresh }));
		const credentials = account(server.url);
		const result = await runNode(scribe('project.get', { credentials }));
		expect(jsonOf(result)).toMatchObject([{ id: 'a' }]);
		expect(server.to(LOGIN)).toHaveLength(1);
		expect(server.to('/api/v1/projects/').map(bearer)).toEqual([TOKEN, 'fresh-1']);
		expect(credentials.stored(CREDENTIAL).accessToken).toBe('fresh-1');
	});

	it('lets the repeated call carry the same JSON, form and multipart body', async () => {
		const server = await startServer(provider({ accepts: onlyFresh }));
		const file = await storeBinary('sku;name\n1;Çaydanlık\n', {
			fileName: 'käse.csv',
			mimeType: 'text/csv',
		});
		const expired = () => account(server.url);
		const runs = [
			scribe('item.exclude', { parameters: { itemIds: 'i-1, i-2' }, credentials: expired() }),
			scribe('project.create', {
				parameters: { name: 'Frühling & Co', platform: 'shopify' },
				credentials: expired(),
			}),
			scribe('source.uploadFile', {
				credentials: expired(),
				input: [{ json: {}, binary: { data: file } }],
			}),
		];
		for (const run of runs) {
			server.arrived.length = 0;
			expect((await runNode(run)).error).toBeUndefined();
			const [first, second, ...more] = server
				.to('/api/v1/projects')
				.concat(server.to('/api/v1/projects/'));
			expect(more).toEqual([]);
			expect(second?.body.length).toBeGreaterThan(0);
			expect(first && bearer(first)).toBe(TOKEN);
			expect(second && bearer(second)).toMatch(/^fresh-/);
			if (first?.headers['content-type']?.startsWith('multipart') === true) {
				const expected = { file: 'käse.csv|text/csv|sku;name\n1;Çaydanlık\n' };
				expect(formBody(first)).toEqual(expected);
				expect(second && formBody(second)).toEqual(expected);
			} else expect(second?.body.toString()).toBe(first?.body.toString());
		}
	});

	it('met by 50 items at once costs exactly one log-in, and all 50 are done', async () => {
		const server = await startServer(
			provider({
				accepts: onlyFresh,
				answer: ({ path }, response) =>
					sendJson(response, projectRecord(path.split('/').at(-1) ?? '')),
			}),
		);
		const result = await runNode(
			scribe('project.get', {
				parameters: {
					projectId: { __rl: true, mode: 'id', value: '={{ "p-" + $json.n }}' },
					options: { concurrency: 50 },
				},
				credentials: account(server.url),
				input: numbered(50),
			}),
		);
		expect(result.error).toBeUndefined();
		expect(jsonOf(result).map(({ id }) => id)).toEqual(
			numbered(50).map(({ json }) => `p-${toText(json.n)}`),
		);
		expect(server.to(LOGIN)).toHaveLength(1);
		expect(server.to('/api/v1/projects/').filter((each) => onlyFresh(bearer(each)))).toHaveLength(
			50,
		);
	});

	it('that is refused again after the renewal is an error of the credential', async () => {
		const server = await startServer((arrived, response, number) =>
			arrived.path.startsWith('/api/v1/projects/')
				? sendJson(response, { detail: 'Session was revoked' }, 401)
				: provider({ accepts: onlyFresh })(arrived, response, number),
		);
		const { error } = await runNode(
			scribe('project.get', { credentials: account(server.url), input: numbered(3) }),
		);
		expect(error).toMatchObject({
			message: 'XC Scribe did not accept the credential: Session was revoked',
			httpCode: '401',
			failure: { cause: 'credential-invalid' },
		});
		expect(server.to(LOGIN)).toHaveLength(1);
	});
});

describe('The base URL', () => {
	it.each([
		['with a trailing slash', (url: string) => `${url}/`, ''],
		['with blanks around it', (url: string) => `  ${url}  `, ''],
		[
			'with a path in front of the API',
			(url: string) => `${url}/gateway/scribe`,
			'/gateway/scribe',
		],
		['with such a path and a slash', (url: string) => `${url}/gateway/`, '/gateway'],
	])('%s leads log-in and calls to the API', async (_, write, prefix) => {
		const server = await startServer((arrived, response, number) =>
			provider()({ ...arrived, path: arrived.path.slice(prefix.length) }, response, number),
		);
		const { error } = await runNode(
			scribe('project.get', { credentials: account(write(server.url), NEVER_LOGGED_IN) }),
		);
		expect(error).toBeUndefined();
		expect(server.arrived.map(({ path }) => path)).toEqual([
			`${prefix}${LOGIN}`,
			`${prefix}${ME}`,
			`${prefix}/api/v1/projects/project-1`,
		]);
	});

	it.each(['api.xcscribe.com', 'ftp://api.xcscribe.com', 'https://'])(
		'"%s" is named as what it is: no web address',
		async (baseUrl) => {
			const { error } = await runNode(
				scribe('project.get', { credentials: account(baseUrl, NEVER_LOGGED_IN) }),
			);
			expect(error).toMatchObject({
				name: 'NodeOperationError',
				message: `The base URL "${baseUrl}" of the credential is not a web address`,
				description: expect.stringContaining('e.g. https://'),
			});
		},
	);

	it('of a server that is down is named in the error, logged in or not', async () => {
		const server = await startServer(provider());
		await server.close();
		for (const data of [{}, NEVER_LOGGED_IN]) {
			const { error } = await runNode(
				scribe('project.get', { credentials: account(server.url, data) }),
			);
			expect(error).toMatchObject({
				message: expect.stringContaining(server.host),
				description: expect.stringContaining('Check the base URL of the credential'),
				failure: { cause: 'temporarily-unavailable' },
			});
			expect(error?.message).toContain('could not be reached');
		}
	});
});

describe('The test of the credential', () => {
	const entry = (baseUrl: string) => ({
		type: new XcScribeApi(),
		data: { email: 'team@shop.example', password: 'pass-word-1', baseUrl },
	});

	it.each(['', '/', '/gateway'])(
		'says OK when the log-in succeeds, base URL ending in "%s"',
		async (end) => {
			const server = await startServer((arrived, response, number) =>
				provider({ accepts: onlyFresh })(
					{ ...arrived, path: arrived.path.replace('/gateway', '') },
					response,
					number,
				),
			);
			expect(await testCredential(entry(`${server.url}${end}`))).toEqual({
				status: 'OK',
				message: 'Connection successful!',
			});
		},
	);

	it('repeats what XC Scribe said when the password is wrong', async () => {
		const server = await startServer(
			provider({
				login: (response) => sendJson(response, { detail: 'Incorrect email or password' }, 401),
			}),
		);
		const result = await testCredential(entry(server.url));
		expect(result.status).toBe('Error');
		expect(result.message).toContain('Incorrect email or password');
		expect(server.to(LOGIN)).toHaveLength(1);
	});

	it('names a base URL without scheme', async () => {
		const result = await testCredential(entry('api.xcscribe.com'));
		expect(result).toMatchObject({ status: 'Error' });
		expect(result.message).toContain('"api.xcscribe.com" of the credential is not a web address');
	});
});

describe('Secrets', () => {
	const CANARIES = {
		password: 'canary-password',
		totpSecret: 'CANARY2TOTP3SECRET4',
		accessToken: 'canary-token',
	};

	it.each([
		[
			'a refused token and a refused log-in',
			provider({
				accepts: () => false,
				login: (response) => sendJson(response, { detail: 'No' }, 401),
			}),
		],
		[
			'a refused request',
			provider({ answer: (_, response) => sendJson(response, { detail: 'No' }, 422) }),
		],
		['a reply that is a page', provider({ answer: (_, response) => response.end('<html>') })],
		['a broken connection', provider({ answer: (_, response) => response.destroy() })],
		[
			'a log-in without a token',
			provider({
				accepts: () => false,
				login: (response) =>
					sendJson(response, { two_factor_required: true, temp_token: 'canary-temp' }),
				secondFactor: (_, response) => sendJson(response, { detail: 'No' }, 401),
			}),
		],
	])('stay out of errors and outputs after %s', async (_, answer) => {
		const server = await startServer(answer);
		for (const onError of ['stopWorkflow', 'continueErrorOutput'] as const) {
			const credentials = new CredentialStore([
				{
					type: new XcScribeApi(),
					data: { email: 'team@shop.example', baseUrl: server.url, ...CANARIES },
				},
			]);
			const result = await runNode(
				scribe('project.update', {
					parameters: { projectId: byId('p-1'), updateFields: { name: 'New' } },
					credentials,
					onError,
				}),
			);
			expect(readable(result)).toMatch(/XC Scribe|127\.0\.0\.1/);
			expect(readable(result)).not.toMatch(/canary/i);
		}
	});
});
