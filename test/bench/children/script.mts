// The same work as a plain script with undici: what the machine, the network and the provider allow.

import { Agent, request, type Dispatcher } from 'undici';
import { z } from 'zod';
import { answerQuestions } from '../measuring/answers.mts';
import { measureCost } from '../measuring/cost.mts';
import { ScriptSettings } from './scripts/settings.mts';
import { works, type Api } from './scripts/work.mts';
import type { RunResult } from './works/settings.mts';

const WARM_UP_ITEMS = 20;

const settings = ScriptSettings.parse(JSON.parse(process.argv[2] ?? '{}'));
const dispatcher = new Agent({ connections: settings.concurrency, keepAliveTimeout: 30_000 });
const Login = z.object({ access_token: z.string() });
let authorization = '';

async function call(method: 'GET' | 'POST', path: string, body?: object) {
	const reply = await request(`${settings.apiUrl}${path}`, {
		method,
		dispatcher,
		headers: { accept: 'application/json', authorization, 'content-type': 'application/json' },
		body: body === undefined ? null : JSON.stringify(body),
	});
	if (reply.statusCode < 300) return reply;
	throw new Error(`${method} ${path} was answered with ${reply.statusCode}`);
}

const jsonOf = async ({ body }: Dispatcher.ResponseData): Promise<unknown> => await body.json();

const api: Api = {
	get: async (path) => await jsonOf(await call('GET', path)),
	post: async (path, body) => await jsonOf(await call('POST', path, body)),
	open: async (path, body) => await call('POST', path, body),
};

const run = async (items: number): Promise<number> =>
	await works[settings.work](api, items, settings);

answerQuestions({
	warmUp: async () => {
		const credentials = { email: 'bench@example.com', password: 'secret' };
		const { access_token } = Login.parse(await api.post('/api/v1/auth/login', credentials));
		authorization = `Bearer ${access_token}`;
		// A stream is read as a whole, as the node does.
		await run(settings.work === 'readEvents' ? settings.items : WARM_UP_ITEMS);
	},
	run: async (): Promise<RunResult> => {
		let done = 0;
		const cost = await measureCost(async () => {
			done = await run(settings.items);
		});
		return { ...cost, preparationMs: 0, done };
	},
});
