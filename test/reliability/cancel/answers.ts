import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

import {
	jobRecord,
	projectRecord,
	sendJson,
	type Answer,
	type Arrived,
} from '../../engine/xcScribe/support';
import type { SituationName } from './situations';

/** Nothing that a node waits for here ends by itself in this time: who ends within it has been cancelled. */
export const END_WITHIN_MS = 2500;

/** Pauses between the pieces of what never ends, in ms. */
const DRIP_MS = 10;

/** Slow enough that the items last for all moments at which the execution is cancelled. */
const REPLY_MS = 20;

const LOG_IN = '/api/v1/auth/login';
const SLOW_LOG_IN_MS = 2 * END_WITHIN_MS;

/** Sends a piece again and again until the client has gone. */
function drip(response: ServerResponse, piece: string): void {
	const timer = setInterval(() => response.write(piece), DRIP_MS);
	response.on('close', () => clearInterval(timer));
}

const project: Answer = (_arrived, response) => sendJson(response, projectRecord('p'));

let jobs = 0;

/** Providers that keep a node in each situation. */
export const answers: Record<SituationName, Answer> = {
	'requests side by side': async (arrived, response, number) => {
		await pause(REPLY_MS);
		return project(arrived, response, number);
	},
	'a slot of the limit': (_arrived, response) =>
		sendJson(response, { status: 'OK', data: { id: 1, status: 'RUNNING', prompt: '' } }),
	'a pause after 429': (arrived, response, number) => {
		if (number < 3) return project(arrived, response, number);
		return sendJson(response, { detail: 'Slow down' }, 429, { 'retry-after': '60' });
	},
	'the pause before a repeat': (_arrived, response) =>
		sendJson(response, { detail: 'Out of order' }, 500),
	'the log-in': async ({ path }, response) => {
		if (path !== LOG_IN) return sendJson(response, { detail: 'Not authenticated' }, 401);
		await pause(SLOW_LOG_IN_MS);
		return sendJson(response, { access_token: 'token-2' });
	},
	'the first byte of a reply': () => undefined,
	'the rest of a body': (_arrived, response) => {
		response.writeHead(200, { 'content-type': 'application/json' });
		drip(response, ' ');
	},
	'the end of a job': ({ method, path }, response) => {
		if (method === 'POST') {
			sendJson(response, { job_id: `job-${++jobs}`, status: 'queued' }, 202);
		} else if (path.endsWith('/jobs')) sendJson(response, []);
		else sendJson(response, jobRecord(path.split('/').at(-1) ?? '', 'running'));
	},
	'the job of a lost reply': ({ method }, response) => {
		if (method === 'POST') response.destroy();
		else sendJson(response, { page: 1, per_page: 50, page_count: 0, total: 0, results: [] });
	},
	'the next event of a stream': (_arrived, response) => {
		response.writeHead(200, { 'content-type': 'text/event-stream' });
		drip(response, 'event: progress\ndata: {"current": 1}\n\n');
	},
	'the rest of a download': ({ path, headers }, response) => {
		if (path === '/image.png') {
			response.writeHead(200, { 'content-type': 'image/png' });
			return drip(response, 'x');
		}
		const image = `http://${String(headers.host)}/image.png`;
		return sendJson(response, {
			status: 'OK',
			data: { id: 1, status: 'COMPLETED', prompt: '', image_url: image },
		});
	},
};

const has =
	(...paths: string[]) =>
	(arrived: readonly Arrived[]): boolean =>
		paths.every((path) => arrived.some((each) => each.path.startsWith(path)));
const moreThan =
	(count: number) =>
	(arrived: readonly Arrived[]): boolean =>
		arrived.length > count;

/** Whether the requests that came show that a node really was in the situation. */
export const isReached: Record<SituationName, (arrived: readonly Arrived[]) => boolean> = {
	'requests side by side': moreThan(20),
	'a slot of the limit': moreThan(14),
	'a pause after 429': moreThan(3),
	'the pause before a repeat': moreThan(0),
	'the first byte of a reply': moreThan(4),
	'the rest of a body': moreThan(4),
	'the end of a job': has('/api/v1/jobs/'),
	'the job of a lost reply': has('/products', '/jobs'),
	'the next event of a stream': moreThan(0),
	'the rest of a download': has('/image.png'),
	'the log-in': has(LOG_IN),
};
