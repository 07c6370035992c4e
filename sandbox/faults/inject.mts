import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { SimulatedProvider } from '../provider.mts';
import type { RequestLog } from '../requestLog.mts';
import { isReplyFault } from './kinds.mts';
import type { ReplyFault } from './kinds.mts';
import { faultReply } from './replyFaults.mts';
import { faultRequest } from './requestFaults.mts';
import type { FaultRules } from './rules.mts';

/** Lets requests to `provider`, whose routes live on `server`, meet the faults of `rules`. */
export function injectFaults(
	server: FastifyInstance,
	provider: SimulatedProvider,
	{ rules, log }: { rules: FaultRules; log: RequestLog },
): void {
	const pending = new WeakMap<FastifyRequest, ReplyFault>();

	server.addHook('onRoute', (route) => {
		const operation = route.config?.operation;
		if (operation !== undefined) rules.addOperation(operation);
	});

	server.addHook('onRequest', async (request, reply) => {
		const operation = request.routeOptions.config.operation;
		const fault = rules.choose(provider.name, operation);
		if (fault === undefined) return;
		log.recordFault(operation, fault.kind);
		if (!isReplyFault(fault)) return faultRequest(fault, request, reply, provider);
		pending.set(request, fault);
	});

	// With a callback, because one that is never called leaves the connection to the fault.
	server.addHook('onSend', (request, reply, payload, done) => {
		const fault = pending.get(request);
		pending.delete(request);
		if (fault === undefined) return done(null, payload);
		faultReply(fault, reply, payload).then(
			(outcome) => {
				if ('payload' in outcome) done(null, outcome.payload);
			},
			(error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
		);
	});
}
