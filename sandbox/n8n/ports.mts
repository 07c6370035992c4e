import { createServer } from 'node:net';
import { UserError } from '../../scripts/userError.mjs';
import { errorCode } from './errorCode.mts';

const HOST = '127.0.0.1';

/**
 * Makes sure that a port can be listened on.
 *
 * @param port The TCP port, on 127.0.0.1.
 * @param purpose What wants it, for the message ("n8n").
 * @param option How the user chooses another one ("--port 5680").
 * @throws UserError when something else listens there.
 */
export async function requireFreePort(
	port: number,
	purpose: string,
	option: string,
): Promise<void> {
	try {
		await listenOnce(port);
	} catch (error) {
		throw new UserError(
			errorCode(error) === 'EACCES'
				? `Port ${port}, which ${purpose} wants, may not be used by this account. Choose another one: ${option}`
				: `Port ${port}, which ${purpose} wants, is taken. End the program that listens there, or choose another port: ${option}`,
			error,
		);
	}
}

/** @returns A port of 127.0.0.1 that nothing listens on now. */
export async function findFreePort(): Promise<number> {
	return await listenOnce(0);
}

async function listenOnce(port: number): Promise<number> {
	return await new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen({ port, host: HOST, exclusive: true }, () => {
			const address = server.address();
			server.close(() =>
				typeof address === 'object' && address !== null
					? resolve(address.port)
					: reject(new Error(`No port in ${String(address)}`)),
			);
		});
	});
}
