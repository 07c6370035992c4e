// XC Scribe as far as it is measured (api/xcScribe.mts), over HTTP or TLS, with a delay and limits. Counts what arrives.

import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerQuestions } from '../measuring/answers.mts';
import { Jobs } from './api/jobs.mts';
import { ApiSettings, type ApiCounts } from './api/settings.mts';
import { createXcScribe, tooMany, type Reply } from './api/xcScribe.mts';

/** n8n's HTTP Request node opens thousands of connections at once; none of them may wait to be accepted. */
const BACKLOG = 4096;

const settings = ApiSettings.parse(JSON.parse(process.argv[2] ?? '{}'));
const jobs = new Jobs(settings.jobMs, settings.unfinishedJobs);
const xcScribe = createXcScribe(jobs, settings.chunkPauseMs);

let requests = 0;
let refused = 0;
let underWay = 0;
let sockets = new Set<Socket>();

const server = createServerFor(settings.tls);
// Idle connections are the client's to close.
server.keepAliveTimeout = 60_000;
server.on('request', (request, response) => {
	void answer(request, response);
});

function createServerFor(tls: ApiSettings['tls']): Server {
	if (tls === undefined) return createServer();
	return createTlsServer({
		key: readFileSync(tls.keyFile),
		cert: readFileSync(tls.certificateFile),
	});
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
	requests += 1;
	sockets.add(request.socket);
	underWay += 1;
	try {
		const reply =
			underWay > (settings.requestsAtOnce ?? Infinity) ? busy(request) : await handle(request);
		if (settings.latencyMs > 0) await sleep(settings.latencyMs);
		await send(response, reply);
	} catch {
		// A client that has gone away in the middle wants no reply.
		response.destroy();
	} finally {
		underWay -= 1;
	}
}

function busy(request: IncomingMessage): Reply {
	// A body that is not read would cost its connection.
	request.resume();
	return tooMany('Too many requests at the same time');
}

async function handle(request: IncomingMessage): Promise<Reply> {
	const { method = '', url = '', headers } = request;
	const body = await text(request);
	return xcScribe({ method, path: url, authorization: headers.authorization, body });
}

async function send(response: ServerResponse, reply: Reply): Promise<void> {
	if ('stream' in reply) {
		await reply.stream(response);
		return;
	}
	if (reply.status === 429) refused += 1;
	const body = 'text' in reply ? reply.text : JSON.stringify(reply.body);
	response.writeHead(reply.status, {
		'content-type': 'application/json',
		'content-length': Buffer.byteLength(body),
	});
	response.end(body);
}

answerQuestions({
	listen: async () => {
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', BACKLOG, resolve));
		const address = server.address();
		if (typeof address !== 'object' || address === null) throw new Error('The server has no port');
		return { url: `${settings.tls === undefined ? 'http' : 'https'}://127.0.0.1:${address.port}` };
	},
	reset: () => {
		requests = 0;
		refused = 0;
		sockets = new Set();
		jobs.reset();
	},
	counts: (): ApiCounts => ({ requests, refused, connections: sockets.size, ...jobs.counts }),
});
