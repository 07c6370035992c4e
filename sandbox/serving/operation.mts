import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ZodIssue } from 'zod';
import { errorMessage } from '../errorMessage.mts';
import type { ProviderName } from '../provider.mts';
import type { Refusal, ShowProblem } from './refusal.mts';

type Schema<T> = z.ZodType<T, z.ZodTypeDef, unknown>;

/** The part of a request that an issue is about. */
export type RequestPart = 'path' | 'query' | 'body';

/** How a provider (or the shop's own API) recognises its callers and words its refusals. */
export interface Dialect<Caller, Name extends string = ProviderName> {
	/** The prefix of its operation ids, such as `cernel`. */
	name: Name;
	/** Who calls; throws the refusal of a missing or wrong credential. */
	authenticate(request: FastifyRequest): Caller;
	/** The refusal of a part of a request that does not fit. */
	invalid(part: RequestPart, issues: readonly ZodIssue[]): Refusal;
	problem: ShowProblem;
	/** The status of a body that is no JSON by its content type. */
	wrongTypeStatus: number;
}

export interface OperationInput<Caller, Path, Query, Body> {
	caller: Caller;
	path: Path;
	query: Query;
	body: Body;
	request: FastifyRequest;
	reply: FastifyReply;
}

export interface Operation<Caller, Path, Query, Body> {
	/** Resource and operation, such as `product.generate`. */
	id: string;
	method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** Below the provider's prefix, parameters as `:job_id`. */
	url: string;
	path: Schema<Path>;
	query: Schema<Query>;
	/** The JSON body; undefined where none belongs. */
	body: Schema<Body>;
	/** Whether a JSON body belongs to it. */
	takesBody?: boolean;
	/** Status of success; 204 sends no body. */
	status?: number;
	handle(input: OperationInput<Caller, Path, Query, Body>): unknown;
}

const nothing = z.object({}).strict();

/** What an operation takes unless it says otherwise: each part has to be empty. */
export const noInput = { path: nothing, query: nothing, body: nothing };

/** Hands every body on as it came: each operation reads it itself, after it knows its caller. */
export function keepBodiesRaw(server: FastifyInstance): void {
	server.removeAllContentTypeParsers();
	server.addContentTypeParser(
		'*',
		{ parseAs: 'buffer' },
		async (_request: unknown, body: Buffer) => body,
	);
}

/** Serves one operation: the caller first, then path, query and body, then the work itself. */
export function serve<Caller, Path, Query, Body>(
	server: FastifyInstance,
	dialect: Dialect<Caller, string>,
	operation: Operation<Caller, Path, Query, Body>,
): void {
	server.route({
		method: operation.method,
		url: operation.url,
		config: { operation: `${dialect.name}.${operation.id}` },
		handler: async (request, reply) => {
			const check = <T,>(schema: Schema<T>, value: unknown, part: RequestPart): T => {
				const result = schema.safeParse(value);
				if (!result.success) throw dialect.invalid(part, result.error.issues);
				return result.data;
			};
			const caller = dialect.authenticate(request);
			const input = {
				caller,
				path: check(operation.path, request.params, 'path'),
				query: check(operation.query, request.query, 'query'),
				body: check(operation.body, readBody(operation, dialect, request), 'body'),
				request,
				reply,
			};
			reply.code(operation.status ?? 200);
			const result: unknown = await operation.handle(input);
			return operation.status === 204 ? reply.send() : result;
		},
	});
}

function readBody(
	{ takesBody }: { takesBody?: boolean },
	dialect: Dialect<unknown, string>,
	request: FastifyRequest,
): unknown {
	const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
	if (takesBody !== true) {
		if (bytes.length > 0) throw dialect.problem(400, 'This call takes no body');
		return {};
	}
	const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
	if (bytes.length > 0 && type !== 'application/json') {
		throw dialect.problem(
			dialect.wrongTypeStatus,
			`Unsupported media type "${type}" in request, application/json expected`,
		);
	}
	if (bytes.length === 0) return {};
	try {
		const value: unknown = JSON.parse(bytes.toString('utf8'));
		return value;
	} catch (error) {
		const reason = errorMessage(error);
		throw dialect.problem(400, `JSON parse error: ${reason}`);
	}
}
