import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Account } from './accounts.mts';
import type { Context } from './context.mts';
import { forbidden, unauthorized, unprocessable } from './errors.mts';
import type { ValidationIssue } from './errors.mts';
import { hashSecret } from './organizationRecords.mts';
import type { Claims } from './tokens.mts';
import { validate } from './validation.mts';
import type { RequestPart } from './validation.mts';

type Schema<T> = z.ZodType<T, z.ZodTypeDef, unknown>;

/** Anyone, anyone with an account, administrators, or software with an API key. */
type Access = 'public' | 'account' | 'admin' | 'apiKey';

/** How a body travels; `multipart` bodies are read by the operation itself. */
type BodyEncoding = 'json' | 'form' | 'multipart' | 'none';

/** Who calls; absent on the routes that are public or opened by an API key. */
export interface Caller {
	account: Account;
	claims: Claims;
}

export interface OperationInput<Path, Query, Body> {
	path: Path;
	query: Query;
	body: Body;
	/** The caller; throws on an operation that needs no account. */
	caller: Caller;
	request: FastifyRequest;
	reply: FastifyReply;
}

export interface Operation<Path, Query, Body> {
	/** Resource and operation, such as `project.getAll`. */
	id: string;
	method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	/** Below `/api/v1`, parameters as `:project_id`. */
	url: string;
	/** Who may call; any logged-in person by default. */
	access?: Access;
	path: Schema<Path>;
	query: Schema<Query>;
	encoding?: BodyEncoding;
	body: Schema<Body>;
	/** Status of success; 204 sends no body. */
	status?: number;
	handle(input: OperationInput<Path, Query, Body>): unknown;
}

const nothing = z.object({}).strict();

/** What an operation takes unless it says otherwise: each part has to be empty. */
export const noInput = { path: nothing, query: nothing, body: nothing };

/** Serves one operation: credentials first, then path, query and body, then the work itself. */
export function serve<Path, Query, Body>(
	server: FastifyInstance,
	context: Context,
	operation: Operation<Path, Query, Body>,
): void {
	const encoding = operation.encoding ?? 'none';
	server.route({
		method: operation.method,
		url: `/api/v1${operation.url}`,
		config: { operation: `xcScribe.${operation.id}` },
		handler: async (request, reply) => {
			const caller = authorize(request, context, operation.access ?? 'account');
			const input = {
				...checkRequest(operation, encoding, request),
				get caller(): Caller {
					if (caller === undefined) throw new Error(`${operation.id} has no caller`);
					return caller;
				},
				request,
				reply,
			};
			reply.code(operation.status ?? 200);
			const result: unknown = await operation.handle(input);
			return operation.status === 204 ? reply.send() : result;
		},
	});
}

function authorize(request: FastifyRequest, context: Context, access: Access): Caller | undefined {
	if (access === 'public') return undefined;
	const token = readBearer(request);
	if (access === 'apiKey') {
		useApiKey(token, context);
		return undefined;
	}
	const claims = context.tokens.verify(token, 'access');
	const account = claims === undefined ? undefined : context.accounts.find(claims.sub);
	if (claims === undefined || account?.isActive !== true) {
		throw unauthorized('Could not validate credentials');
	}
	if (access === 'admin' && account.role !== 'admin') throw forbidden('Not enough permissions');
	return { account, claims };
}

function readBearer(request: FastifyRequest): string {
	const [scheme, token] = (request.headers.authorization ?? '').split(' ', 2);
	if (scheme === undefined || scheme === '' || token === undefined) {
		throw forbidden('Not authenticated');
	}
	if (scheme.toLowerCase() !== 'bearer') throw forbidden('Invalid authentication credentials');
	return token;
}

function useApiKey(secret: string, context: Context): void {
	const hash = hashSecret(secret);
	const key = context.store.apiKeys.all().find((candidate) => candidate.hash === hash);
	if (key?.isActive !== true) throw unauthorized('Invalid API key');
	key.lastUsedAt = new Date().toISOString();
}

function checkRequest<Path, Query, Body>(
	operation: Operation<Path, Query, Body>,
	encoding: BodyEncoding,
	request: FastifyRequest,
): { path: Path; query: Query; body: Body } {
	const issues: ValidationIssue[] = [];
	const check = <T,>(schema: Schema<T>, value: unknown, part: RequestPart): [T] | undefined => {
		const result = validate(schema, value, part);
		if ('data' in result) return [result.data];
		issues.push(...result.issues);
		return undefined;
	};
	const path = check(operation.path, request.params, 'path');
	const query = check(operation.query, request.query, 'query');
	const read = readBody(encoding, request);
	if ('issue' in read) issues.push(read.issue);
	const body = 'issue' in read ? undefined : check(operation.body, read.value, 'body');
	if (!path || !query || !body) throw unprocessable(issues);
	return { path: path[0], query: query[0], body: body[0] };
}

function readBody(
	encoding: BodyEncoding,
	request: FastifyRequest,
): { value: unknown } | { issue: ValidationIssue } {
	const contentType = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
	const body: unknown = request.body;
	switch (encoding) {
		case 'none':
			return isEmptyBody(body)
				? { value: {} }
				: {
						issue: { loc: ['body'], msg: 'extra fields not permitted', type: 'value_error.extra' },
					};
		case 'multipart':
			// The operation reads the parts itself.
			return request.isMultipart()
				? { value: {} }
				: {
						issue: { loc: ['body', 'file'], msg: 'field required', type: 'value_error.missing' },
					};
		case 'form':
			// A body in another encoding is not looked into, so that its fields count as missing.
			if (contentType === 'application/x-www-form-urlencoded') return { value: body ?? {} };
			return isEmptyBody(body)
				? { value: {} }
				: { issue: { loc: ['body'], msg: 'form expected', type: 'value_error.form' } };
		case 'json':
			if (body === undefined || body === null) {
				return { issue: { loc: ['body'], msg: 'field required', type: 'value_error.missing' } };
			}
			return contentType === 'application/json'
				? { value: body }
				: {
						issue: { loc: ['body'], msg: 'value is not a valid dict', type: 'type_error.dict' },
					};
	}
}

function isEmptyBody(body: unknown): boolean {
	if (body === undefined || body === null || body === '') return true;
	if (typeof body !== 'object') return false;
	return Buffer.isBuffer(body) ? body.length === 0 : Object.keys(body).length === 0;
}
