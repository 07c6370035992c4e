import { Agent, request, type Dispatcher } from 'undici';
import { z } from 'zod';
import type { Api } from './work.mts';

const Login = z.object({ access_token: z.string() });

/** Opens the way to the server and logs in; what a script does before its work. */
export async function connect(apiUrl: string, connections: number): Promise<Api> {
	const dispatcher = new Agent({ connections, keepAliveTimeout: 30_000 });
	let authorization = '';

	const call = async (method: 'GET' | 'POST', path: string, body?: object) => {
		const reply = await request(`${apiUrl}${path}`, {
			method,
			dispatcher,
			headers: { accept: 'application/json', authorization, 'content-type': 'application/json' },
			body: body === undefined ? null : JSON.stringify(body),
		});
		if (reply.statusCode < 300) return reply;
		throw new Error(`${method} ${path} was answered with ${reply.statusCode}`);
	};
	const jsonOf = async ({ body }: Dispatcher.ResponseData): Promise<unknown> => await body.json();
	const api: Api = {
		get: async (path) => await jsonOf(await call('GET', path)),
		post: async (path, body) => await jsonOf(await call('POST', path, body)),
		open: async (path, body) => await call('POST', path, body),
	};

	const credentials = { email: 'bench@example.com', password: 'secret' };
	const { access_token } = Login.parse(await api.post('/api/v1/auth/login', credentials));
	authorization = `Bearer ${access_token}`;
	return api;
}
