import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** A certificate that nobody vouches for, with its key, both as PEM. */
export interface SelfSigned {
	key: string;
	cert: string;
}

/** One element of ASN.1 in DER: tag, length, content. */
function der(tag: number, ...parts: Uint8Array[]): Buffer {
	const content = Buffer.concat(parts);
	const { length } = content;
	const size =
		length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
	return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: Uint8Array[]): Buffer => der(0x30, ...parts);
const objectId = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const utcTime = (date: Date): Buffer =>
	der(0x17, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));

const ECDSA_WITH_SHA256 = sequence(objectId('2a8648ce3d040302'));
const COMMON_NAME = objectId('550403');
const SUBJECT_ALT_NAME = objectId('551d11');

/** The part of an X.509 certificate that is signed (RFC 5280, section 4.1): for 127.0.0.1, from yesterday to tomorrow. */
function toBeSigned(publicKey: KeyObject): Buffer {
	const day = 24 * 60 * 60 * 1000;
	const name = sequence(
		der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from('self-signed.test')))),
	);
	const address = sequence(der(0x87, Buffer.from([127, 0, 0, 1])));
	return sequence(
		der(0xa0, der(0x02, Buffer.from([2]))),
		der(0x02, Buffer.from([1])),
		ECDSA_WITH_SHA256,
		name,
		sequence(utcTime(new Date(Date.now() - day)), utcTime(new Date(Date.now() + day))),
		name,
		publicKey.export({ type: 'spki', format: 'der' }),
		der(0xa3, sequence(sequence(SUBJECT_ALT_NAME, der(0x04, address)))),
	);
}

/** Makes a certificate for 127.0.0.1 that is signed by itself. */
export function selfSigned(): SelfSigned {
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const content = toBeSigned(publicKey);
	const signature = sign('sha256', content, privateKey);
	const certificate = sequence(content, ECDSA_WITH_SHA256, der(0x03, Buffer.from([0]), signature));
	return {
		key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
		cert: `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64')}\n-----END CERTIFICATE-----\n`,
	};
}
