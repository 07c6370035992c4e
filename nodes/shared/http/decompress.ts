import { pipeline, type Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

/** What requests say that they can read. */
export const ACCEPTED_ENCODINGS = 'gzip, deflate, br';

const DECODERS: Record<string, () => Transform> = {
	gzip: createGunzip,
	'x-gzip': createGunzip,
	deflate: createInflate,
	br: createBrotliDecompress,
};

/** Replies that have no body whatever their headers say. */
const BODILESS = new Set([204, 205, 304]);

/**
 * The name of a reply's encoding, as far as something has to be decoded.
 * @param contentEncoding value of the header
 */
export function encodingOf(
	contentEncoding: string | string[] | undefined,
	status: number,
	contentLength: string | string[] | undefined,
): string | undefined {
	if (contentEncoding === undefined || BODILESS.has(status) || contentLength === '0') {
		return undefined;
	}
	const name = String(contentEncoding).trim().toLowerCase();
	return name === '' || name === 'identity' ? undefined : name;
}

/**
 * The decoded stream of an encoded one, or undefined for an encoding that is not known. It is decoded as it is read, so
 * whoever counts its bytes meets a bomb early. Whatever ends one of the two streams ends the other.
 */
export function decoded(wire: Readable, encoding: string): Readable | undefined {
	const create = DECODERS[encoding];
	if (create === undefined) return undefined;
	// The reader of the decoded stream learns of every error from that stream itself.
	return pipeline(wire, create(), () => undefined);
}

/** True for the code of an error that says: these bytes are not what the encoding promised. */
export const isCorrupt = (code: string): boolean => /^(Z_|ERR__|ERR_BROTLI_)/.test(code);
