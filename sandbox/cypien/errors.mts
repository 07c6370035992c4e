import type { ZodIssue } from 'zod';
import { Refusal } from '../serving/refusal.mts';

const codes: Record<number, string> = {
	400: 'BAD_REQUEST',
	401: 'UNAUTHORIZED',
	403: 'FORBIDDEN',
	404: 'NOT_FOUND',
	429: 'TOO_MANY_REQUESTS',
};

/** A refusal in the provider's one shape; `code` follows from the status unless it is given. */
export function refuse(
	status: number,
	message: string,
	details: string = message,
	code: string = codes[status] ?? (status < 500 ? 'BAD_REQUEST' : 'INTERNAL_SERVER_ERROR'),
): Refusal {
	return new Refusal(status, message, (request) => ({
		error: {
			code,
			message,
			details,
			timestamp: new Date().toISOString(),
			path: (request.url.split('?')[0] ?? '').slice(request.server.prefix.length),
		},
	}));
}

export function badRequest(message: string, details?: string): Refusal {
	return refuse(400, message, details);
}

export function forbidden(message: string): Refusal {
	return refuse(403, message);
}

export function notFound(what: string): Refusal {
	return refuse(404, `${what} not found`);
}

/** A 429 with one of the three codes of the plan's limits. */
export function limitExceeded(kind: 'HOURLY' | 'DAILY' | 'CONCURRENT', details: string): Refusal {
	const name = kind.charAt(0) + kind.slice(1).toLowerCase();
	return kind === 'CONCURRENT'
		? refuse(429, 'Concurrent limit exceeded', details, 'CONCURRENT_LIMIT_EXCEEDED')
		: refuse(429, `${name} rate limit exceeded`, details, `${kind}_RATE_LIMIT_EXCEEDED`);
}

/** The 400 of a request whose fields do not fit; its details name them all. */
export function invalidRequest(issues: readonly ZodIssue[]): Refusal {
	return badRequest(
		'Validation failed',
		issues
			.map((issue) =>
				issue.code === 'unrecognized_keys'
					? issue.keys.map((key) => `property ${key} should not exist`).join('; ')
					: `${issue.path.join('.') || 'request'}: ${issue.message}`,
			)
			.join('; '),
	);
}
