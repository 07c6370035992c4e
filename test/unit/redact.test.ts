import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { Fault } from '../../nodes/shared/http/faults';
import { redact, redactFault, secretsOf } from '../../nodes/shared/http/redact';

describe('The secrets of a credential', () => {
	it('are its values and headers, those with the scheme first', () => {
		expect(secretsOf({ apiKey: 'secret-1' }, { authorization: 'Token secret-1' })).toEqual([
			'Token secret-1',
			'Token+secret-1',
			'secret-1',
		]);
	});

	it('are not what everybody may read, what is no text, or what is too short to be one', () => {
		const data = {
			baseUrl: 'https://api.test',
			email: 'team@shop.example',
			workspaceId: '1234567',
			allowedHttpRequestDomains: 'domains',
			allowedDomains: 'api.test,shop.example',
			allowUnauthorizedCerts: true,
			totpSecret: '12345',
			empty: '',
		};
		expect(secretsOf(data)).toEqual([]);
	});

	it('include what goes out when spaces around them are cut off', () => {
		expect(redact('no a-long-key', secretsOf({ apiKey: '  a-long-key\n' }))).toBe('no ***');
	});
});

describe('A text', () => {
	const forms: Array<[string, (secret: string) => string]> = [
		['as it is', (secret) => secret],
		['in JSON', (secret) => JSON.stringify(secret)],
		['in JSON in JSON', (secret) => JSON.stringify({ body: JSON.stringify([secret]) })],
		['in an address', (secret) => new URLSearchParams({ key: secret }).toString()],
	];

	it.each(forms)('that repeats a secret %s does so no more', (_, write) => {
		const secret = fc
			.string({ unit: 'grapheme', minLength: 6 })
			.filter((text) => text.trim() === text && text.length >= 6 && !text.includes('***'));
		fc.assert(
			fc.property(secret, (text) => {
				const clean = redact(`before ${write(text)} after`, secretsOf({ password: text }));
				expect(clean).toMatch(/^before .* after$/s);
				expect(clean.slice(7, -6).includes(text)).toBe(false);
			}),
		);
	});

	it('without a secret stays as it is', () => {
		expect(redact('nothing to hide', ['secret-1'])).toBe('nothing to hide');
	});
});

it('A fault keeps its facts and loses the secrets in each of them', () => {
	const said = (text: string) => `${text}: secret-1!`;
	const fault = new Fault(
		{
			kind: 'refused',
			message: said('message'),
			advice: said('advice'),
			status: 400,
			providerMessage: said('words'),
			providerCode: said('code'),
			retryAfterMs: 7,
			details: {
				jobId: 1,
				none: null,
				deep: [{ text: said('deep') }, 'secret-1', 2],
				'secret-1': 3,
			},
		},
		new Error('cause'),
	);
	const clean = redactFault(fault, ['secret-1']);
	expect(clean).toBeInstanceOf(Fault);
	expect(clean.facts).toEqual({
		kind: 'refused',
		message: 'message: ***!',
		advice: 'advice: ***!',
		status: 400,
		providerMessage: 'words: ***!',
		providerCode: 'code: ***!',
		retryAfterMs: 7,
		details: { jobId: 1, none: null, deep: [{ text: 'deep: ***!' }, '***', 2], '***': 3 },
	});
	expect(clean.message).toBe('message: ***!');
	expect(clean.cause).toBe(fault.cause);
});
