import type { FastifyInstance } from 'fastify';
import { faultRuleSchema } from './rules.mts';
import type { ActiveFaultRule, FaultRuleInput } from './rules.mts';

/** The controls of the faults, as functions; their routes are `/sandbox/faults`. */
export interface FaultControl {
	/**
	 * Lets requests that match meet a fault, and returns the id of the rule. Throws a ZodError for a
	 * rule that is none, and a RangeError for an operation that there is not.
	 */
	injectFault(rule: FaultRuleInput): string;
	/** Ends all faults; their counts stay until the next reset. */
	clearFaults(): void;
	/** The rules in force, used-up ones too. */
	faults(): ActiveFaultRule[];
}

/** Routes that inject faults from another process. */
export function faultRoutes(server: FastifyInstance, control: FaultControl): void {
	server.get('/faults', async () => control.faults());

	server.post('/faults', async (request, reply) => {
		const id = control.injectFault(faultRuleSchema.parse(request.body));
		return reply.code(201).send({ id });
	});

	server.delete('/faults', async () => {
		control.clearFaults();
		return { cleared: true };
	});
}
