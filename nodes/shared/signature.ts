import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** How a body and a key that both sides know make a signature: 32 bytes of SHA-256. */
export type SignatureScheme =
	/** HMAC-SHA256, the usual way. */
	| 'hmac'
	/** SHA-256 of the key followed by the body. */
	| 'keyThenBody'
	/** SHA-256 of the body followed by the key. */
	| 'bodyThenKey';

/** The signature of the bytes as they came: JSON that was parsed and written again has other bytes. */
function signatureOf(bytes: Buffer, key: string, scheme: SignatureScheme): Buffer {
	switch (scheme) {
		case 'hmac':
			return createHmac('sha256', key).update(bytes).digest();
		case 'keyThenBody':
			return createHash('sha256').update(key).update(bytes).digest();
		case 'bodyThenKey':
			return createHash('sha256').update(bytes).update(key).digest();
	}
}

/**
 * Whether a signature was made of these bytes with one of the keys. The time that it takes tells nothing about how much of
 * it is right, nor with which key.
 * @param signature hex in any case or base64, with or without `sha256=` before it; undefined when there is none
 * @param keys those that are empty count for nothing, since anybody knows them
 */
export function isSignedBy(
	bytes: Buffer,
	signature: string | undefined,
	keys: readonly string[],
	scheme: SignatureScheme,
): boolean {
	const given = decodeSignature(signature ?? '');
	if (given === undefined) return false;
	const matches = keys
		.filter((key) => key !== '')
		.map((key) => timingSafeEqual(signatureOf(bytes, key, scheme), given));
	return matches.includes(true);
}

/** The 32 bytes that a signature stands for; undefined for anything else. */
function decodeSignature(text: string): Buffer | undefined {
	const value = text.trim().replace(/^sha256=/i, '');
	if (/^[0-9a-f]{64}$/i.test(value)) return Buffer.from(value, 'hex');
	return /^[A-Za-z0-9+/]{43}=$/.test(value) ? Buffer.from(value, 'base64') : undefined;
}

/** Whether two texts are the same, in a time that does not tell where they differ, nor how long they are. */
export function isSameSecret(given: string, expected: string): boolean {
	const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
	return timingSafeEqual(hash(given), hash(expected));
}
