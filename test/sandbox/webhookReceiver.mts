import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A call as it came, before anything was read from it. */
export interface ReceivedCall {
	method: string;
	path: string;
	headers: IncomingHttpHeaders;
	bytes: Buffer;
}

/** A server that keeps the calls it gets and answers all with `status`. */
export interface WebhookReceiver {
	/** Without a slash at the end. */
	url: string;
	calls: ReceivedCall[];
	status: number;
	close(): Promise<void>;
}

/** Starts a receiver of webhooks on a free port. */
export async function startReceiver(): Promise<WebhookReceiver> {
	const server = createServer((request, response) => {
		void buffer(request).then((bytes) => {
			const { method = '', url: path = '', headers } = request;
			receiver.calls.push({ method, path, headers, bytes });
			response.writeHead(receiver.status).end();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const receiver: WebhookReceiver = {
		url: `http://127.0.0.1:${portOf(server.address())}`,
		calls: [],
		status: 200,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
	return receiver;
}

function portOf(address: AddressInfo | string | null): number {
	if (typeof address !== 'object' || address === null) throw new Error('The receiver has no port');
	return address.port;
}
