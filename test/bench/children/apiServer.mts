// XC Scribe with three calls and no work behind them, so that the clients are what is measured. Counts what arrives.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { answerQuestions } from '../measuring/answers.mts';

const TOKEN = 'a-token-for-measuring';
const PROJECT_PATH = /^\/api\/v1\/projects\/([\w-]+)$/;

/** n8n's HTTP Request node opens a thousand connections at once; none of them may wait to be accepted. */
const BACKLOG = 4096;

let requests = 0;
let logins = 0;
let sockets = new Set<Socket>();

const server = createServer((request, response) => {
	// A body that is not read would cost its connection.
	request.resume();
	request.on('end', () => answer(request, response));
});
// Idle connections are the client's to close.
server.keepAliveTimeout = 60_000;

function answer(request: IncomingMessage, response: ServerResponse): void {
	requests += 1;
	sockets.add(request.socket);
	const { url = '', headers } = request;
	if (url === '/api/v1/auth/login') {
		logins += 1;
		reply(response, 200, { access_token: TOKEN, token_type: 'bearer' });
		return;
	}
	if (headers.authorization !== `Bearer ${TOKEN}`) {
		reply(response, 401, { detail: 'Not authenticated' });
		return;
	}
	if (url === '/api/v1/users/me') {
		reply(response, 200, { id: 'user-1', email: 'bench@example.com', role: 'admin' });
		return;
	}
	const id = PROJECT_PATH.exec(url)?.[1];
	if (id === undefined) reply(response, 404, { detail: 'Not Found' });
	else reply(response, 200, projectOf(id));
}

function reply(response: ServerResponse, status: number, body: object): void {
	const text = JSON.stringify(body);
	response.writeHead(status, {
		'content-type': 'application/json',
		'content-length': Buffer.byteLength(text),
	});
	response.end(text);
}

/** As large as the real ones (about 600 bytes). */
function projectOf(id: string): object {
	return {
		id,
		name: `Spring catalogue ${id}`,
		platform: 'woocommerce',
		status: 'review',
		settings: { language: 'en', media_base_url: 'https://shop.example.com/media' },
		created_at: '2026-03-01T08:00:00Z',
		completed_at: null,
		item_count: 240,
		flagged_count: 12,
		source_count: 2,
		deleted_at: null,
		status_counts: {
			pending: 20,
			generated: 100,
			flagged: 12,
			approved: 60,
			rejected: 8,
			synced: 40,
			excluded: 0,
		},
		store_connection_id: '5f0c6d9e-3f4b-4f43-9a35-0d0c0f4c6a11',
		store_connection_name: 'Spring shop',
	};
}

answerQuestions({
	listen: async () => {
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', BACKLOG, resolve));
		const address = server.address();
		if (typeof address !== 'object' || address === null) throw new Error('The server has no port');
		return { url: `http://127.0.0.1:${address.port}` };
	},
	reset: () => {
		requests = 0;
		logins = 0;
		sockets = new Set();
	},
	counts: () => ({ requests, logins, connections: sockets.size }),
});
