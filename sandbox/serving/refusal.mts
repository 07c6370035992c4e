import type { FastifyInstance, FastifyRequest } from 'fastify';
import { errorMessage } from '../errorMessage.mts';
import { isAbort } from '../pacing.mts';
import { reportError } from './reportError.mts';

/** An answer in place of a result: the status, and the body in the provider's own shape. */
export class Refusal extends Error {
	readonly status: number;
	/** The body, made when the answer leaves: some name the path and the time. */
	readonly body: (request: FastifyRequest) => unknown;

	constructor(status: number, message: string, body: (request: FastifyRequest) => unknown) {
		super(message);
		this.name = 'Refusal';
		this.status = status;
		this.body = body;
	}
}

/** The provider's way to say what no operation of it says itself, such as a 404 or a 500. */
export type ShowProblem = (status: number, message: string) => Refusal;

/** Lets everything that goes wrong below `server` be answered in the provider's shape. */
export function answerRefusals(server: FastifyInstance, problem: ShowProblem): void {
	server.setNotFoundHandler(async (request, reply) => {
		const refusal = problem(404, `Cannot ${request.method} ${pathBelow(server, request)}`);
		return reply.code(refusal.status).send(refusal.body(request));
	});
	answerErrors(server, problem);
}

/** Lets what operations throw be answered in the provider's shape. */
export function answerErrors(server: FastifyInstance, problem: ShowProblem): void {
	server.setErrorHandler(async (error, request, reply) => {
		const refusal = error instanceof Refusal ? error : toRefusal(error, problem);
		return reply.code(refusal.status).send(refusal.body(request));
	});
}

/** The path of a request as the provider sees it, without the prefix it has in the sandbox. */
export function pathBelow(server: FastifyInstance, request: FastifyRequest): string {
	return (request.url.split('?')[0] ?? '').slice(server.prefix.length);
}

function toRefusal(error: unknown, problem: ShowProblem): Refusal {
	if (isAbort(error)) return problem(503, 'Service unavailable');
	const status = statusOf(error);
	if (status < 500) return problem(status, errorMessage(error));
	reportError(error);
	return problem(500, 'Internal server error');
}

function statusOf(error: unknown): number {
	return typeof error === 'object' &&
		error !== null &&
		'statusCode' in error &&
		typeof error.statusCode === 'number'
		? error.statusCode
		: 500;
}
