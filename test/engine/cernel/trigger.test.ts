import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash, createHmac } from 'node:crypto';
import type { INodeParameters } from 'n8n-workflow';

import { forgetProcess } from '../forgetProcess';
import { forbidNetwork, releaseNetwork } from '../http';
import { CredentialStore, PublishedTrigger, type Delivery } from '../triggers';
import { byId } from '../xcScribe/support';
import { CernelTrigger } from '../../../nodes/Cernel/CernelTrigger.node';
import { HEADER, hexOf, Receiver, row, WEBHOOK } from './calls';
import { TOKEN } from './jobList';
import { signatureVectors } from './vectors/vectors';

beforeEach(() => {
	forbidNetwork();
	forgetProcess();
});
afterEach(() => {
	expect(releaseNetwork()).toEqual([]);
});

/** Lets the same call start the workflow again and again. */
const REPEATS: INodeParameters = { options: { repeatWindow: 0 } };

const REFUSED = { status: 401, body: '{"message":"Unauthorized"}', answeredByNode: true };

const sha256 = (...parts: Array<string | Buffer>): string => {
	const hash = createHash('sha256');
	for (const part of parts) hash.update(part);
	return hash.digest('hex');
};

/** A call that is refused starts nothing and leaves nothing behind. */
function expectRefused(delivery: Delivery, { trigger }: Receiver): void {
	expect(delivery).toMatchObject({ ...REFUSED, started: undefined, error: undefined });
	expect(trigger.saved()).toEqual({});
}

describe('A signature', () => {
	it('that openssl made is accepted in every form, for every body and token', async () => {
		const vectors = await signatureVectors();
		for (const { about, token, body, hex, base64 } of vectors) {
			const receiver = new Receiver(REPEATS, { apiToken: token });
			for (const signature of [hex, hex.toUpperCase(), base64]) {
				for (const prefix of ['', 'sha256=', 'SHA256=']) {
					const headers = { [HEADER]: `${prefix}${signature}` };
					const { status, started } = await receiver.call(body, { headers });
					// An empty object is signed as well as any other, but no result of Cernel.
					const expected = body.toString() === '{}' ? [400, undefined] : [200, 1];
					expect([about, signature, status, started?.length]).toEqual([
						about,
						signature,
						...expected,
					]);
				}
			}
		}
		expect(vectors.map(({ file }) => file)).toContain('umlauts.json');
	});

	it.each(['python.json', 'whitespace.json', 'duplicate-keys.json'])(
		'is about the bytes: that of %s does not fit the same JSON written anew',
		async (name) => {
			const vectors = await signatureVectors();
			const vector = vectors.find(({ file }) => file === name);
			if (vector === undefined) throw new Error('There is no such vector');
			const receiver = new Receiver({}, { apiToken: vector.token });
			const again = JSON.stringify(JSON.parse(vector.body.toString()));
			const headers = { [HEADER]: vector.hex };
			expectRefused(await receiver.call(again, { headers }), receiver);
			expect(await receiver.started(vector.body, { headers })).toBeDefined();
		},
	);

	it('is about the bytes: a letter composed in another way is another body', async () => {
		const vectors = await signatureVectors();
		const vector = vectors.find(({ file }) => file === 'emoji.json');
		const text = vector?.body.toString() ?? '';
		expect(text.normalize('NFC')).not.toBe(text);
		const receiver = new Receiver({}, { apiToken: vector?.token ?? '' });
		const headers = { [HEADER]: vector?.hex ?? '' };
		expectRefused(await receiver.call(text.normalize('NFC'), { headers }), receiver);
	});

	const body = JSON.stringify(row());
	const base64 = createHmac('sha256', TOKEN).update(body).digest('base64');

	it.each<[string, Record<string, string>]>([
		['is made with another key', { [HEADER]: hexOf(body, `${TOKEN}x`) }],
		['is made with the key in another case', { [HEADER]: hexOf(body, TOKEN.toUpperCase()) }],
		['is missing', {}],
		['is empty', { [HEADER]: '' }],
		['is nothing but a prefix', { [HEADER]: 'sha256=' }],
		['has another prefix', { [HEADER]: `sha1=${hexOf(body)}` }],
		['is the SHA-256 of the body alone', { [HEADER]: sha256(body) }],
		['is made with an empty key', { [HEADER]: hexOf(body, '') }],
		['is the SHA-256 of token and body', { [HEADER]: sha256(TOKEN, body) }],
		['is the SHA-256 of body and token', { [HEADER]: sha256(body, TOKEN) }],
		['lacks its last character', { [HEADER]: hexOf(body).slice(0, -1) }],
		['is half of it', { [HEADER]: hexOf(body).slice(0, 32) }],
		['has a character too many', { [HEADER]: `${hexOf(body)}0` }],
		['is in base64 and lacks its last character', { [HEADER]: base64.slice(0, -1) }],
		['comes twice', { [HEADER]: `${hexOf(body)}, ${hexOf(body)}` }],
		['is the token itself', { [HEADER]: TOKEN }],
		['stands in another header', { 'X-Signature': hexOf(body) }],
		['stands in the authorization', { Authorization: `Token ${hexOf(body)}` }],
	])('is refused when it %s', async (_what, headers) => {
		const receiver = new Receiver();
		expectRefused(await receiver.call(body, { headers }), receiver);
		// The same body with a good one is accepted: what was refused is not remembered.
		expect(await receiver.started(body)).toBeDefined();
	});

	it('of another body is refused', async () => {
		const receiver = new Receiver();
		const headers = { [HEADER]: hexOf(body) };
		expectRefused(await receiver.call(row({ name: 'Another name' }), { headers }), receiver);
		expectRefused(await receiver.call(`${body} `, { headers }), receiver);
	});

	it('is refused with an answer that does not tell why', async () => {
		const receiver = new Receiver();
		const answers = await Promise.all([
			receiver.call(body, { headers: {} }),
			receiver.call(body, { headers: { [HEADER]: hexOf(body, 'wrong') } }),
			receiver.call(body, { headers: { [HEADER]: 'no signature' } }),
			receiver.call('[]', { headers: { [HEADER]: hexOf('[]', 'wrong') } }),
		]);
		const seen = answers.map(({ status, body: text, headers }) => ({ status, text, headers }));
		expect(new Set(seen.map((answer) => JSON.stringify(answer))).size).toBe(1);
		expect(JSON.stringify(seen)).not.toContain(TOKEN);
	});

	it.each(['', '  '])('is never made with an empty token: "%s"', async (apiToken) => {
		const receiver = new Receiver({}, { apiToken, webhookTokens: ', ,\n' });
		for (const signature of [hexOf(body, ''), hexOf(body, apiToken), sha256(body)]) {
			expectRefused(await receiver.call(body, { headers: { [HEADER]: signature } }), receiver);
		}
	});

	it.each(['second,third', 'second, third', ' second\nthird\n', 'second;x third'])(
		'with a further token of the credential is accepted: %j',
		async (webhookTokens) => {
			const receiver = new Receiver(REPEATS, { webhookTokens });
			for (const token of [TOKEN, 'third']) {
				const headers = { [HEADER]: hexOf(body, token) };
				expect((await receiver.call(body, { headers })).status).toBe(200);
			}
			const headers = { [HEADER]: hexOf(body, 'fourth') };
			expect(await receiver.call(body, { headers })).toMatchObject(REFUSED);
		},
	);
});

describe('Signature Scheme', () => {
	const body = JSON.stringify(row());
	const SIGNATURES: Record<string, string> = {
		hmac: hexOf(body),
		tokenThenBody: sha256(TOKEN, body),
		bodyThenToken: sha256(body, TOKEN),
	};

	it.each(Object.keys(SIGNATURES))('%s accepts its own signatures only', async (scheme) => {
		for (const [made, signature] of Object.entries(SIGNATURES)) {
			const receiver = new Receiver({ options: { repeatWindow: 0, signatureScheme: scheme } });
			const { status } = await receiver.call(body, { headers: { [HEADER]: signature } });
			expect([made, status]).toEqual([made, made === scheme ? 200 : 401]);
		}
		const receiver = new Receiver({ options: { signatureScheme: scheme } });
		expectRefused(await receiver.call(body, { headers: { [HEADER]: sha256(body) } }), receiver);
		expectRefused(await receiver.call(body, { headers: {} }), receiver);
	});

	it('that nobody knows lets no call in, and says what to correct', async () => {
		const receiver = new Receiver({ options: { signatureScheme: 'none' } });
		const { status, started, error } = await receiver.call(body);
		expect([status, started]).toEqual([500, undefined]);
		expect(error?.message).toMatch(/^"Signature Scheme" must be one of: hmac, /);
	});
});

describe('Verify Signature', () => {
	it('turned off, lets every call in, and reads no credential', async () => {
		const trigger = new PublishedTrigger({
			node: new CernelTrigger(),
			parameters: { verifySignature: false },
			credentials: new CredentialStore(),
		});
		const { status, started } = await trigger.deliver({ body: row() });
		expect([status, started?.length]).toEqual([200, 1]);
	});

	it('turned on, lets no call in without a credential', async () => {
		const trigger = new PublishedTrigger({
			node: new CernelTrigger(),
			credentials: new CredentialStore(),
		});
		const headers = { [HEADER]: hexOf(JSON.stringify(row()), '') };
		const { status, started } = await trigger.deliver({ body: row(), headers });
		expect([status, started]).toEqual([500, undefined]);
	});
});

describe('A call', () => {
	it.each([
		['product', 'productGenerated'],
		['category', 'categoryGenerated'],
	] as const)('to the URL for a %s is the event %s', async (kind, event) => {
		const receiver = new Receiver();
		const delivery = await receiver.call(row(), { webhook: WEBHOOK[kind] });
		expect(delivery).toMatchObject({ status: 200, body: '', answeredByNode: false });
		expect(delivery.started).toEqual([{ json: { event, ...row() } }]);
		expect(receiver.trigger.webhookUrl(WEBHOOK[kind])).toMatch(
			new RegExp(`^http://n8n\\.test/webhook/[0-9a-f-]{36}/${kind}$`),
		);
		const events = { productGenerated: 'categoryGenerated', categoryGenerated: 'productGenerated' };
		receiver.trigger.edit({ events: [events[event]] });
		const other = await receiver.call(row({ id: '2' }), { webhook: WEBHOOK[kind] });
		expect(other).toMatchObject({ status: 200, answeredByNode: true, started: undefined });
	});

	it('to the URL with a slash at its end, which n8n takes for the same one, is the same event', async () => {
		const receiver = new Receiver();
		const options = { webhook: WEBHOOK.category, pathEnd: '/' } as const;
		expect(await receiver.started(row(), options)).toMatchObject({ event: 'categoryGenerated' });
	});
});

describe('Filters', () => {
	it.each<[string, INodeParameters, object, boolean]>([
		['a status', { statuses: ['SUCCESS'] }, {}, true],
		['a status in another case', { statuses: ['success'] }, {}, true],
		['another status', { statuses: ['SUCCESS'] }, { status: 'FAILURE' }, false],
		['one of several statuses', { statuses: ['SUCCESS', 'FAILURE'] }, { status: 'FAILURE' }, true],
		['no status in the call', { statuses: ['SUCCESS'] }, { status: null }, false],
		['a language', { languages: 'Danish' }, {}, true],
		['one of several languages', { languages: 'german , DANISH' }, {}, true],
		['another language', { languages: 'German' }, {}, false],
		['no language in the call', { languages: 'German' }, { language: undefined }, false],
		['nothing but commas as languages', { languages: ' , ' }, {}, true],
		['the domain', { domain: byId('https://cernel.shop.dk') }, {}, true],
		['the domain with a slash', { domain: byId('https://cernel.shop.dk/') }, {}, true],
		[
			'a call whose domain has a slash',
			{ domain: byId('https://cernel.shop.dk') },
			{ domain: 'https://CERNEL.shop.dk/' },
			true,
		],
		['another domain', { domain: byId('https://cernel.shop.de') }, {}, false],
		['a longer domain', { domain: byId('https://cernel.shop.d') }, {}, false],
		['site 0', { siteId: byId('0') }, {}, true],
		['site 0 as a text in the call', { siteId: byId('0') }, { site_id: '0' }, true],
		['site 0 and a call of another one', { siteId: byId('0') }, { site_id: 7 }, false],
		['site 0 and a call without one', { siteId: byId('0') }, { site_id: undefined }, false],
		['site 7 and a call of site 0', { siteId: byId('7') }, {}, false],
		['no site', { siteId: byId('') }, {}, true],
		['all at once', { siteId: byId('0'), languages: 'Danish', statuses: ['SUCCESS'] }, {}, true],
		['all but one', { siteId: byId('0'), languages: 'German', statuses: ['SUCCESS'] }, {}, false],
	])('with %s', async (_what, filters, more, isWanted) => {
		const receiver = new Receiver({ filters });
		const delivery = await receiver.call(row({ ...more }));
		expect([delivery.status, delivery.started?.length]).toEqual([200, isWanted ? 1 : undefined]);
		if (isWanted) return;
		// What nobody wanted is not remembered: without the filter the same call is a new one.
		expect(receiver.trigger.saved()).toEqual({});
		receiver.trigger.edit({ filters: {} });
		expect(await receiver.started(row({ ...more }))).toBeDefined();
	});
});
