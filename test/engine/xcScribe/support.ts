import { afterEach } from '@jest/globals';
import {
	createServer,
	type IncomingHttpHeaders,
	type IncomingMessage,
	type Server,
	type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer, Server as SecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INodeExecutionData,
	INodeParameterResourceLocator,
	INodeParameters,
} from 'n8n-workflow';

import { XcScribeApi } from '../../../credentials/XcScribeApi.credentials';
import { systemClock } from '../../../nodes/shared/clock';
import { XcScribe } from '../../../nodes/XcScribe/XcScribe.node';
import type { SelfSigned } from '../certificate';
import { toDataObject } from '../guards';
import { CredentialStore, type RunOptions, type RunResult } from '../harness';

export const CREDENTIAL = 'xcScribeApi';
export const TOKEN = 'token-1';
export const PROJECT = 'project-1';

/** An account that is logged in already; `data` overrides what the user entered. */
export function account(
	baseUrl: string,
	data: ICredentialDataDecryptedObject = {},
): CredentialStore {
	return new CredentialStore([
		{
			type: new XcScribeApi(),
			data: {
				email: 'team@shop.example',
				password: 'pass-word-1',
				baseUrl,
				accessToken: TOKEN,
				...data,
			},
		},
	]);
}

/** What the user picks in a resource locator. */
export const byId = (value: string): INodeParameterResourceLocator => ({
	__rl: true,
	mode: 'id',
	value,
});

interface ScribeRun extends Omit<RunOptions, 'node'> {
	parameters?: INodeParameters;
}

/** A run of one operation, e.g. `item.getAll`, in the project of the tests. */
export function scribe(operationId: string, { parameters, ...rest }: ScribeRun): RunOptions {
	const [resource = '', operation = ''] = operationId.split('.');
	return {
		node: new XcScribe(),
		parameters: { resource, operation, projectId: byId(PROJECT), ...parameters },
		...rest,
	};
}

/** `count` items, each with its number as `n`. */
export const numbered = (count: number): INodeExecutionData[] =>
	Array.from({ length: count }, (_, n) => ({ json: { n } }));

/** The JSON of an output's items. */
export const jsonOf = ({ outputs }: RunResult, output = 0): IDataObject[] =>
	(outputs[output] ?? []).map(({ json }) => json);

/** The numbers of the input items with which an output's items are paired. */
export const pairsOf = ({ outputs }: RunResult, output = 0): unknown[] =>
	(outputs[output] ?? []).map(({ pairedItem }) =>
		typeof pairedItem === 'object' && 'item' in pairedItem ? pairedItem.item : pairedItem,
	);

/** Everything that a user could read of a run, to search it for what must not be there. */
export const readable = ({ outputs, error, runData }: RunResult): string =>
	JSON.stringify([
		outputs,
		error,
		error?.message,
		error?.description,
		error?.stack,
		error?.context,
		runData.map(({ hints }) => hints),
	]);

/** What newer versions of n8n decide by: slow down, ask for another credential, … */
export const failureOf = ({ error }: RunResult): unknown =>
	error !== undefined && 'failure' in error ? error.failure : undefined;

/** A request as the provider received it. */
export interface Arrived {
	method: string;
	/** Without the query. */
	path: string;
	query: URLSearchParams;
	headers: IncomingHttpHeaders;
	body: Buffer;
	/** When it was received, by the clock of the node in ms since the epoch. */
	at: number;
}

/** What it returns is waited for and not looked at. */
export type Answer = (arrived: Arrived, response: ServerResponse, number: number) => unknown;

/** Only bounds how long a reply is waited for that nobody lets go of: a busy machine takes its time. */
const IDLE_WITHIN_MS = 30_000;

/** A provider on a real socket that answers as the test says and remembers what happened. */
export class TestServer {
	readonly arrived: Arrived[] = [];
	/** Name and port, also after the end. */
	readonly host: string;
	/** TCP connections ever accepted. */
	connections = 0;
	/** Requests whose reply has not ended. */
	inFlight = 0;
	mostInFlight = 0;
	private readonly sockets = new Set<Socket>();

	private constructor(
		private readonly server: Server | SecureServer,
		private readonly answer: Answer,
	) {
		const address = server.address();
		this.host = `127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
		server.on('connection', (socket: Socket) => {
			this.connections += 1;
			this.sockets.add(socket);
			socket.on('close', () => this.sockets.delete(socket));
		});
		server.on('request', (request, response) => {
			this.receive(request, response).catch((cause: unknown) => response.destroy(toError(cause)));
		});
	}

	/** @param certificate makes it an HTTPS server */
	static async start(answer: Answer, certificate?: SelfSigned): Promise<TestServer> {
		const server =
			certificate === undefined ? createServer() : createSecureServer({ ...certificate });
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return new TestServer(server, answer);
	}

	get url(): string {
		return `${this.server instanceof SecureServer ? 'https' : 'http'}://${this.host}`;
	}

	/** The requests with that path, or below it when it ends with a slash. */
	to(path: string): Arrived[] {
		return this.arrived.filter((each) =>
			path.endsWith('/') ? each.path.startsWith(path) : each.path === path,
		);
	}

	/**
	 * Waits for the end of all replies: a client that lets go of one is noticed when the machine gives this process its turn.
	 * @returns how many have not ended after some seconds
	 */
	async idle(): Promise<number> {
		const until = performance.now() + IDLE_WITHIN_MS;
		while (this.inFlight > 0 && performance.now() < until) await pause(5);
		return this.inFlight;
	}

	async close(): Promise<void> {
		await new Promise((resolve) => {
			this.server.close(resolve);
			for (const socket of this.sockets) socket.destroy();
		});
	}

	private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const at = systemClock.now();
		this.inFlight += 1;
		this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
		response.on('close', () => {
			this.inFlight -= 1;
		});
		const url = new URL(request.url ?? '/', 'http://provider.test');
		const arrived: Arrived = {
			method: request.method ?? '',
			path: url.pathname,
			query: url.searchParams,
			headers: request.headers,
			body: await buffer(request),
			at,
		};
		const number = this.arrived.push(arrived) - 1;
		await this.answer(arrived, response, number);
	}
}

const toError = (cause: unknown): Error =>
	cause instanceof Error ? cause : new Error(String(cause));

const running: TestServer[] = [];

/** Starts a provider that the end of the test closes. */
export async function startServer(answer: Answer, certificate?: SelfSigned): Promise<TestServer> {
	const server = await TestServer.start(answer, certificate);
	running.push(server);
	return server;
}

afterEach(async () => {
	await Promise.all(running.splice(0).map(async (server) => await server.close()));
});

/** Answers with JSON. */
export function sendJson(
	response: ServerResponse,
	body: unknown,
	status = 200,
	headers: Record<string, string> = {},
): void {
	response.writeHead(status, { 'content-type': 'application/json', ...headers });
	response.end(JSON.stringify(body));
}

/** A body that is JSON, as an object. */
export const jsonBody = ({ body }: Arrived): IDataObject =>
	toDataObject(JSON.parse(body.toString()));

/** The fields of a multipart body; a file as `name|type|content`. */
export function formBody({ body, headers }: Arrived): Record<string, string> {
	const boundary = headers['content-type']?.split('boundary=')[1] ?? 'no boundary';
	const parts = body.toString().split(`--${boundary}`);
	return Object.fromEntries(
		parts.flatMap((part): Array<[string, string]> => {
			const [head = '', ...rest] = part.split('\r\n\r\n');
			const [, name] = / name="([^"]*)"/.exec(head) ?? [];
			if (name === undefined) return [];
			const content = rest.join('\r\n\r\n').replace(/\r\n$/, '');
			const [, file] = / filename="([^"]*)"/.exec(head) ?? [];
			const [, type] = /content-type: (\S+)/i.exec(head) ?? [];
			return [[name, file === undefined ? content : `${file}|${String(type)}|${content}`]];
		}),
	);
}

/** A project as the provider describes it. */
export const projectRecord = (id: string): IDataObject => ({
	id,
	name: `Project ${id}`,
	platform: 'woocommerce',
	status: 'draft',
	settings: {},
	created_at: '2026-01-01T00:00:00Z',
	completed_at: null,
	item_count: 3,
	flagged_count: 0,
	source_count: 1,
	deleted_at: null,
	status_counts: { pending: 3 },
	store_connection_id: null,
	store_connection_name: null,
});

/** A job as the provider describes it. */
export const jobRecord = (id: string, status: string, more: IDataObject = {}): IDataObject => ({
	id,
	job_type: 'generation',
	status,
	progress_current: 1,
	progress_total: 4,
	created_at: '2026-01-01T00:00:00Z',
	started_at: '2026-01-01T00:00:01Z',
	completed_at: null,
	error: null,
	progress_detail: [],
	result: null,
	...more,
});

/** n8n asks for error texts without these words. */
export const UNWANTED_WORDS = /\b(error|problem|failure|mistake)s?\b/i;
