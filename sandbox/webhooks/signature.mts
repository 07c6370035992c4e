import { createHash, createHmac } from 'node:crypto';

/** How a signature is written. */
export interface SignatureFormat {
	encoding: 'hex' | 'base64';
	/** Stands before the signature, such as `sha256=`. */
	prefix: '' | 'sha256=';
}

/** The HMAC-SHA256 of the bytes of `body`, keyed with the UTF-8 bytes of `key`. */
export function sign(body: Buffer, key: string, { encoding, prefix }: SignatureFormat): string {
	return prefix + createHmac('sha256', key).update(body).digest(encoding);
}

/** The SHA-256 of the bytes of `body`, which anyone can compute. */
export function hash(body: Buffer, { encoding, prefix }: SignatureFormat): string {
	return prefix + createHash('sha256').update(body).digest(encoding);
}
