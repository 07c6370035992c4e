import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
	interface FastifyContextConfig {
		/** Id of the operation that a route serves, such as `xcScribe.project.getAll`. */
		operation?: string;
	}
}

/** Counts requests by operation and by status. */
export class RequestLog {
	#operations = new Map<string, number>();
	#statuses = new Map<string, number>();
	#unmatched = new Map<string, number>();
	#rateLimited = new Map<string, number>();

	reset(): void {
		this.#operations.clear();
		this.#statuses.clear();
		this.#unmatched.clear();
		this.#rateLimited.clear();
	}

	recordRequest(operation: string): void {
		increment(this.#operations, operation);
	}

	recordUnmatched(route: string): void {
		increment(this.#unmatched, route);
	}

	recordStatus(status: number, operation: string | undefined): void {
		increment(this.#statuses, String(status));
		if (status === 429 && operation !== undefined) increment(this.#rateLimited, operation);
	}

	/**
	 * Counts so far: `operations` by operation id, `statuses` by HTTP status, `rate_limited` the
	 * operations that were answered with 429.
	 */
	report(): {
		total: number;
		operations: Record<string, number>;
		unmatched: Record<string, number>;
		statuses: Record<string, number>;
		rate_limited: Record<string, number>;
	} {
		return {
			total: sum(this.#operations) + sum(this.#unmatched),
			operations: sorted(this.#operations),
			unmatched: sorted(this.#unmatched),
			statuses: sorted(this.#statuses),
			rate_limited: sorted(this.#rateLimited),
		};
	}
}

/** Counts every request below `server`, refused and unknown ones too. */
export function recordRequests(server: FastifyInstance, log: RequestLog): void {
	server.addHook('onRequest', async (request) => {
		const operation = request.routeOptions.config.operation;
		if (operation === undefined) {
			log.recordUnmatched(`${request.method} ${request.url.split('?')[0] ?? ''}`);
		} else {
			log.recordRequest(operation);
		}
	});
	server.addHook('onResponse', async (request, reply) => {
		log.recordStatus(reply.statusCode, request.routeOptions.config.operation);
	});
}

function increment(counts: Map<string, number>, key: string): void {
	counts.set(key, (counts.get(key) ?? 0) + 1);
}

function sum(counts: Map<string, number>): number {
	return [...counts.values()].reduce((total, count) => total + count, 0);
}

function sorted(counts: Map<string, number>): Record<string, number> {
	return Object.fromEntries([...counts].sort(([a], [b]) => a.localeCompare(b)));
}
