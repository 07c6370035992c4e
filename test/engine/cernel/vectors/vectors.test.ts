import { createHmac } from 'node:crypto';

import { expect, it } from '@jest/globals';

import { signatureVectors } from './vectors';

it('keeps the bytes that openssl signed', async () => {
	const vectors = await signatureVectors();
	expect(vectors.length).toBeGreaterThan(7);
	for (const { file, token, body, hex, base64 } of vectors) {
		const signature = createHmac('sha256', token).update(body).digest();
		expect([file, signature.toString('hex'), signature.toString('base64')]).toEqual([
			file,
			hex,
			base64,
		]);
	}
});

it('has bodies that change when they are parsed and written again', async () => {
	const vectors = await signatureVectors();
	const changed = vectors
		.filter(({ body }) => JSON.stringify(JSON.parse(body.toString())) !== body.toString())
		.map(({ file }) => file);
	expect(changed).toEqual(['python.json', 'whitespace.json', 'duplicate-keys.json']);
});
