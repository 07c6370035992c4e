import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import vectors from './vectors.json' with { type: 'json' };

/** A webhook body with the signatures that openssl made of it (see make.sh). */
export interface SignatureVector {
	file: string;
	about: string;
	/** The key is its bytes in UTF-8. */
	token: string;
	hex: string;
	base64: string;
	/** The bytes of the file. */
	body: Buffer;
}

/** All of them, with their bodies. */
export async function signatureVectors(): Promise<SignatureVector[]> {
	return await Promise.all(
		vectors.map(async (vector) => ({
			...vector,
			body: await readFile(join(import.meta.dirname, vector.file)),
		})),
	);
}
