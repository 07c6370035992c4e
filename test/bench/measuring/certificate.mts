import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { cacheFolder } from '../../../scripts/paths.mjs';

/** A certificate for servers on 127.0.0.1, as files, and what makes a Node process trust it. */
export interface Certificate {
	keyFile: string;
	certificateFile: string;
	/** Environment of the clients. Node reads it at its start only. */
	trustedBy: Readonly<Record<string, string>>;
}

/** Makes a certificate of its own for this run: with an elliptic curve, as most servers of today have one. */
export async function makeCertificate(): Promise<Certificate> {
	const folder = join(cacheFolder, 'bench/tls');
	await mkdir(folder, { recursive: true });
	const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
		keyType: 'ec',
		algorithm: 'sha256',
		extensions: [
			{ name: 'basicConstraints', cA: true },
			{
				name: 'subjectAltName',
				altNames: [
					{ type: 2, value: 'localhost' },
					{ type: 7, ip: '127.0.0.1' },
				],
			},
		],
	});
	const certificate = {
		keyFile: join(folder, 'key.pem'),
		certificateFile: join(folder, 'certificate.pem'),
	};
	await writeFile(certificate.keyFile, key, { mode: 0o600 });
	await writeFile(certificate.certificateFile, cert);
	return { ...certificate, trustedBy: { NODE_EXTRA_CA_CERTS: certificate.certificateFile } };
}
