import type { FastifyInstance } from 'fastify';

/** At most so many requests of a provider at once; none is refused until a limit is set. */
export class InFlightLimit {
	#limit = Infinity;
	#inFlight = 0;
	/** Seconds for the header Retry-After of a refusal; undefined for none. */
	retryAfterSeconds: number | undefined;

	/** `limit`: null for none. */
	set(limit: number | null, retryAfterSeconds?: number): void {
		this.#limit = limit ?? Infinity;
		this.retryAfterSeconds = retryAfterSeconds;
	}

	/** Counts a request in. False when it is one too many and was not counted. */
	enter(): boolean {
		if (this.#inFlight >= this.#limit) return false;
		this.#inFlight += 1;
		return true;
	}

	/** Counts a request out that `enter` let in. */
	leave(): void {
		this.#inFlight -= 1;
	}
}

/** Throws `refusal()` for each request below `server` that exceeds `limit`. */
export function limitInFlight(
	server: FastifyInstance,
	limit: InFlightLimit,
	refusal: () => Error,
): void {
	server.addHook('onRequest', async (_request, reply) => {
		if (limit.enter()) {
			// Also when the client leaves before the reply, of which Fastify's own hooks say nothing.
			reply.raw.once('close', () => limit.leave());
			return;
		}
		if (limit.retryAfterSeconds !== undefined) {
			reply.header('retry-after', limit.retryAfterSeconds);
		}
		throw refusal();
	});
}
