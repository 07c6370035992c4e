import { describe, expect, it } from '@jest/globals';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { selfSigned, type SelfSigned } from './certificate';
import { runNode, testCredential } from './harness';
import { account as productAi, run, studio } from './productAi/support';
import { ACCOUNTS, storeOf } from './safetyAccounts';
import { sendJson, startServer } from './xcScribe/support';

const certificate: SelfSigned = selfSigned();

const TRUST = { allowUnauthorizedCerts: true };

describe.each(ACCOUNTS)('Of the account $credential', (account) => {
	const start = async () =>
		await startServer(({ path }, response) => {
			if (path === account.login) sendJson(response, { access_token: 'fresh-token' });
			else sendJson(response, account.reply);
		}, certificate);
	const withoutToken = Object.fromEntries(Object.keys(account.token).map((name) => [name, '']));

	it.each([
		['a call', {}],
		['a log-in and a call', withoutToken],
	])(
		'%s trusts a certificate that nobody vouches for only when the user says so',
		async (_, data) => {
			const server = await start();
			const call = async (trust: ICredentialDataDecryptedObject) =>
				await runNode({
					node: account.createNode(),
					parameters: account.parameters,
					credentials: storeOf(account, server, { ...data, ...trust }),
				});

			const refused = await call({});
			expect(refused.error?.message).toBe(
				`The certificate of ${server.host} could not be verified (DEPTH_ZERO_SELF_SIGNED_CERT)`,
			);
			expect(refused.error?.description).toContain('"Ignore SSL Issues (Insecure)"');
			expect(server.arrived).toEqual([]);

			expect((await call(TRUST)).error).toBeUndefined();
			expect(server.arrived.length).toBeGreaterThan(0);

			const afterwards = server.arrived.length;
			expect((await call({})).error?.message).toContain('could not be verified');
			expect(server.arrived).toHaveLength(afterwards);
		},
	);

	it('the test trusts such a certificate only when the user says so', async () => {
		const server = await start();
		const tested = async (trust: ICredentialDataDecryptedObject) =>
			await testCredential({ type: account.createType() }, storeOf(account, server, trust));
		expect((await tested({})).status).toBe('Error');
		expect(server.arrived).toEqual([]);
		expect(await tested(TRUST)).toEqual({ status: 'OK', message: 'Connection successful!' });
	});

	it('offers the option, which is off at first', () => {
		const { properties } = account.createType();
		const option = properties.find(({ name }) => name === 'allowUnauthorizedCerts');
		expect(option).toMatchObject({
			displayName: 'Ignore SSL Issues (Insecure)',
			type: 'boolean',
			default: false,
		});
	});
});

it('A download from another host trusts no such certificate, whatever the user says of the provider', async () => {
	const host = await startServer((_, response) => response.end('image'), certificate);
	const server = await startServer(studio(['COMPLETED'], `${host.url}/1.png`), certificate);
	const credentials = productAi(server.url);
	credentials.change('productAiApi', TRUST);
	const result = await runNode(
		run('job.get', { parameters: { jobId: '7', download: true }, credentials }),
	);
	expect(result.error?.message).toContain(`The certificate of ${host.host} could not be verified`);
	expect(server.arrived).toHaveLength(1);
	expect(host.arrived).toEqual([]);
});

it('A download from the provider itself trusts what the user trusts', async () => {
	let url = '';
	const server = await startServer((arrived, response, number) => {
		if (arrived.path === '/1.png') return response.end('image');
		return studio(['COMPLETED'], `${url}/1.png`)(arrived, response, number);
	}, certificate);
	url = server.url;
	const credentials = productAi(server.url);
	credentials.change('productAiApi', TRUST);
	const result = await runNode(
		run('job.get', { parameters: { jobId: '7', download: true }, credentials }),
	);
	expect(result.error).toBeUndefined();
	expect(result.outputs[0]?.[0]?.binary?.data?.fileName).toBe('1.png');
});
