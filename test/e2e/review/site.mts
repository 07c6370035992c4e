import { createServer } from 'node:http';
import { findFreePort } from '../../../sandbox/n8n/ports.mts';

/** One transparent pixel. */
const PIXEL = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	'base64',
);

/** A web server of the tests, on an origin of its own. */
export type Site = {
	origin: string;
	/** Paths that were asked for. */
	requests: string[];
	close(): Promise<void>;
};

/**
 * Serves a picture at every path, or a page where there is one for it.
 *
 * @param pages Documents by their path, sent without any protection.
 */
export async function openSite(pages: ReadonlyMap<string, string> = new Map()): Promise<Site> {
	const port = await findFreePort();
	const requests: string[] = [];
	const server = createServer((request, response) => {
		const path = request.url ?? '';
		requests.push(path);
		const page = pages.get(path);
		response.setHeader(
			'content-type',
			page === undefined ? 'image/png' : 'text/html; charset=utf-8',
		);
		response.end(page ?? PIXEL);
	});
	await new Promise<void>((resolve) => {
		server.listen(port, '127.0.0.1', resolve);
	});
	return {
		origin: `http://127.0.0.1:${port}`,
		requests,
		close: async () => {
			server.closeAllConnections();
			await new Promise<void>((resolve) => {
				server.close(() => {
					resolve();
				});
			});
		},
	};
}
