import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * A base URL without a slash at the end where connections are refused: its port was free a moment
 * ago, and nothing listens on it. The sandbox's own port accepts before it knows the operation, so a
 * refused connection (nothing was sent, everything may be repeated) cannot be had from it.
 */
export async function refusedUrl(): Promise<string> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	server.close();
	await once(server, 'close');
	if (address === null || typeof address === 'string') throw new Error('The server had no port');
	return `http://127.0.0.1:${address.port}`;
}
