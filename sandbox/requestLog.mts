import type { FastifyInstance, FastifyRequest } from 'fastify';

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
	#accepted = new Map<string, number>();
	#faults = new Map<string, Map<string, number>>();

	reset(): void {
		this.#operations.clear();
		this.#statuses.clear();
		this.#unmatched.clear();
		this.#rateLimited.clear();
		this.#accepted.clear();
		this.#faults.clear();
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

	recordAccepted(operation: string): void {
		increment(this.#accepted, operation);
	}

	/** `operation`: undefined for a request that no route answers. */
	recordFault(operation: string | undefined, kind: string): void {
		const key = operation ?? 'unmatched';
		const kinds = this.#faults.get(key) ?? new Map<string, number>();
		this.#faults.set(key, kinds);
		increment(kinds, kind);
	}

	/**
	 * Counts so far: `operations` by operation id, `statuses` by HTTP status, `rate_limited` the
	 * operations that were answered with 429, `accepted` the writing ones whose handler ran to its
	 * end, `faults` the injected ones by operation and kind.
	 */
	report(): {
		total: number;
		operations: Record<string, number>;
		unmatched: Record<string, number>;
		statuses: Record<string, number>;
		rate_limited: Record<string, number>;
		accepted: Record<string, number>;
		faults: Record<string, Record<string, number>>;
	} {
		return {
			total: sum(this.#operations) + sum(this.#unmatched),
			operations: sorted(this.#operations),
			unmatched: sorted(this.#unmatched),
			statuses: sorted(this.#statuses),
			rate_limited: sorted(this.#rateLimited),
			accepted: sorted(this.#accepted),
			faults: Object.fromEntries(
				byKey(this.#faults).map(([operation, kinds]) => [operation, sorted(kinds)]),
			),
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

/**
 * Counts what was accepted: requests below `server` that may change something and whose handler ran
 * to its end without a refusal, whatever the client got to see of the reply. A stream counts when it
 * starts.
 */
export function recordAccepted(server: FastifyInstance, log: RequestLog): void {
	const running = new WeakSet<FastifyRequest>();

	server.addHook('onRoute', (route) => {
		const { handler } = route;
		route.handler = async function handleAndNote(request, reply) {
			running.add(request);
			try {
				const result: unknown = await handler.call(this, request, reply);
				return result;
			} catch (error) {
				running.delete(request);
				throw error;
			}
		};
	});

	// Before the reply leaves and not after: a client that has read it may ask for the count at once.
	server.addHook('onSend', async (request) => {
		const operation = request.routeOptions.config.operation;
		if (!running.has(request) || operation === undefined || request.method === 'GET') return;
		running.delete(request);
		log.recordAccepted(operation);
	});
}

function increment(counts: Map<string, number>, key: string): void {
	counts.set(key, (counts.get(key) ?? 0) + 1);
}

function sum(counts: Map<string, number>): number {
	return [...counts.values()].reduce((total, count) => total + count, 0);
}

function sorted(counts: Map<string, number>): Record<string, number> {
	return Object.fromEntries(byKey(counts));
}

function byKey<Value>(map: Map<string, Value>): Array<[string, Value]> {
	return [...map].sort(([a], [b]) => a.localeCompare(b));
}
