import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createHash, createHmac } from 'node:crypto';

import { isSameSecret, isSignedBy, type SignatureScheme } from '../../nodes/shared/signature';

const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));
const key = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
const SCHEMES: SignatureScheme[] = ['hmac', 'keyThenBody', 'bodyThenKey'];
const scheme = fc.constantFrom(...SCHEMES);

/** As somebody else would make it. */
function sign(body: Buffer, secret: string, how: SignatureScheme): Buffer {
	if (how === 'hmac') return createHmac('sha256', secret).update(body).digest();
	const parts = [Buffer.from(secret), body];
	const joined = Buffer.concat(how === 'keyThenBody' ? parts : parts.reverse());
	return createHash('sha256').update(joined).digest();
}

/** The ways in which a signature may be written. */
const FORMS: Array<(signature: Buffer) => string> = [
	(signature) => signature.toString('hex'),
	(signature) => signature.toString('hex').toUpperCase(),
	(signature) => signature.toString('base64'),
	(signature) => `sha256=${signature.toString('hex')}`,
	(signature) => `SHA256=${signature.toString('base64')}`,
	(signature) => ` ${signature.toString('hex')} `,
];
const form = fc.constantFrom(...FORMS);

describe('isSignedBy', () => {
	it('accepts a signature of these bytes with one of the keys, in every form', () => {
		fc.assert(
			fc.property(
				bytes,
				fc.array(key, { minLength: 1, maxLength: 4 }),
				fc.nat(),
				scheme,
				form,
				(body, keys, pick, how, write) => {
					const signature = sign(body, keys[pick % keys.length] ?? '', how);
					expect(isSignedBy(body, write(signature), keys, how)).toBe(true);
				},
			),
		);
	});

	it('refuses it when one bit of the body or of the signature is another one', () => {
		fc.assert(
			fc.property(
				fc.uint8Array({ minLength: 1, maxLength: 200 }),
				key,
				scheme,
				form,
				fc.nat(),
				fc.nat({ max: 7 }),
				(array, secret, how, write, at, bit) => {
					const body = Buffer.from(array);
					const signature = sign(body, secret, how);
					const flipped = (buffer: Buffer): Buffer => {
						const copy = Buffer.from(buffer);
						const index = at % copy.length;
						copy.writeUInt8(copy.readUInt8(index) ^ (1 << bit), index);
						return copy;
					};
					expect(isSignedBy(flipped(body), write(signature), [secret], how)).toBe(false);
					expect(isSignedBy(body, write(flipped(signature)), [secret], how)).toBe(false);
				},
			),
		);
	});

	it('refuses a signature with another key, and one of another scheme', () => {
		fc.assert(
			fc.property(bytes, key, key, scheme, scheme, (body, secret, other, how, otherHow) => {
				fc.pre(!Buffer.from(secret).equals(Buffer.from(other)) && how !== otherHow);
				// An empty body and a key are the same text in both orders.
				fc.pre(how === 'hmac' || otherHow === 'hmac' || body.length > 0);
				const signature = sign(body, secret, how).toString('hex');
				expect(isSignedBy(body, signature, [other], how)).toBe(false);
				const swapped = sign(body, secret, otherHow);
				fc.pre(!swapped.equals(sign(body, secret, how)));
				expect(isSignedBy(body, signature, [secret], otherHow)).toBe(false);
			}),
		);
	});

	it('refuses every text that is no signature, and never throws', () => {
		fc.assert(
			fc.property(
				bytes,
				fc.oneof(
					fc.string({ unit: 'binary' }),
					fc.stringMatching(/^[0-9a-fA-F]{60,70}$/),
					fc.base64String(),
				),
				scheme,
				(body, text, how) => {
					expect(isSignedBy(body, text, ['a key'], how)).toBe(false);
				},
			),
		);
		expect(isSignedBy(Buffer.from('body'), undefined, ['a key'], 'hmac')).toBe(false);
	});

	it.each(SCHEMES)('counts an empty key for nothing: %s', (how) => {
		const body = Buffer.from('body');
		const signature = sign(body, '', how).toString('hex');
		expect(isSignedBy(body, signature, [''], how)).toBe(false);
		expect(isSignedBy(body, signature, ['', 'a key'], how)).toBe(false);
		expect(isSignedBy(body, signature, [], how)).toBe(false);
		const good = sign(body, 'a key', how).toString('hex');
		expect(isSignedBy(body, good, ['', 'a key'], how)).toBe(true);
	});

	it.each([
		['half of it', (hex: string) => hex.slice(0, 32)],
		['one character less', (hex: string) => hex.slice(1)],
		['one more', (hex: string) => `${hex}a`],
		['twice', (hex: string) => hex + hex],
		['with a prefix twice', (hex: string) => `sha256=sha256=${hex}`],
		['with another prefix', (hex: string) => `md5=${hex}`],
		['with a line within', (hex: string) => `${hex.slice(0, 32)}\n${hex.slice(32)}`],
		['in base64 without its end', (hex: string) => Buffer.from(hex, 'hex').toString('base64url')],
	])('refuses a good signature that is cut or glued: %s', (_what, change) => {
		const body = Buffer.from('body');
		const hex = sign(body, 'a key', 'hmac').toString('hex');
		expect(isSignedBy(body, hex, ['a key'], 'hmac')).toBe(true);
		expect(isSignedBy(body, change(hex), ['a key'], 'hmac')).toBe(false);
	});
});

describe('isSameSecret', () => {
	it('is what === says', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
				expect(isSameSecret(a, b)).toBe(a === b);
				expect(isSameSecret(a, a)).toBe(true);
				expect(isSameSecret(a, `${a} `)).toBe(false);
				expect(isSameSecret(`${a}${b}x`, `${a}x${b}`)).toBe(`${b}x` === `x${b}`);
			}),
		);
	});
});
