import { z } from 'zod';
import { providerNames } from '../provider.mts';
import { faultSchema } from './kinds.mts';
import type { Fault } from './kinds.mts';
import { createRandom } from './random.mts';

/** Which requests meet a fault, and how often. */
export const faultRuleSchema = z
	.object({
		/** All of them unless it is given. */
		provider: z.enum(providerNames).optional(),
		/** Id of an operation, such as `xcScribe.job.create`; unless given all, unknown routes too. */
		operation: z.string().optional(),
		fault: faultSchema,
		/** How many requests meet it; 0 or `always` until the faults are cleared. */
		times: z.union([z.number().int().min(0), z.literal('always')]).default(1),
		/** How many matching requests pass first. */
		after: z.number().int().min(0).default(0),
		/** How likely a matching request meets it, from 0 to 1. */
		probability: z.number().min(0).max(1).optional(),
		/** Start of the row of random numbers; belongs to a probability. */
		seed: z.number().int().optional(),
	})
	.strict()
	.refine((rule) => (rule.probability === undefined) === (rule.seed === undefined), {
		message: 'A probability needs a seed, and a seed a probability',
	});

/** A rule as it is asked for. */
export type FaultRuleInput = z.input<typeof faultRuleSchema>;

/** A rule with its defaults filled in. */
export type FaultRule = z.output<typeof faultRuleSchema>;

/** A rule in force and what became of it so far. */
export interface ActiveFaultRule {
	id: string;
	rule: FaultRule;
	/** Matching requests that came to this rule. */
	seen: number;
	/** Requests that met its fault. */
	injected: number;
}

interface Entry extends ActiveFaultRule {
	random: (() => number) | undefined;
}

/**
 * The faults to inject. Rules are asked in the order they came; the first that gives its fault ends
 * the search, and one that lets a request pass hands it on to the next.
 */
export class FaultRules {
	#entries: Entry[] = [];
	#operations = new Set<string>();
	#count = 0;

	/** Makes an operation id known, so that a misspelt one is refused. */
	addOperation(id: string): void {
		this.#operations.add(id);
	}

	/**
	 * Puts a rule in force and returns its id. Throws a ZodError for a rule that is none, and a
	 * RangeError for an operation that there is not, or not of that provider.
	 */
	add(input: FaultRuleInput): string {
		const rule = faultRuleSchema.parse(input);
		this.#requireOperation(rule);
		this.#count += 1;
		const id = `fault-${this.#count}`;
		const random = rule.seed === undefined ? undefined : createRandom(rule.seed);
		this.#entries.push({ id, rule, seen: 0, injected: 0, random });
		return id;
	}

	/** The fault that a request meets, if any. Each call counts as a request. */
	choose(provider: string, operation: string | undefined): Fault | undefined {
		return this.#entries.find((entry) => matches(entry.rule, provider, operation) && strikes(entry))
			?.rule.fault;
	}

	clear(): void {
		this.#entries = [];
	}

	/** The rules in force, used-up ones too. */
	active(): ActiveFaultRule[] {
		return this.#entries.map(({ id, rule, seen, injected }) => ({ id, rule, seen, injected }));
	}

	#requireOperation({ provider, operation }: FaultRule): void {
		if (operation === undefined) return;
		if (!this.#operations.has(operation)) throw new RangeError(`No operation ${operation}`);
		if (provider !== undefined && !operation.startsWith(`${provider}.`)) {
			throw new RangeError(`${operation} is no operation of ${provider}`);
		}
	}
}

function matches(rule: FaultRule, provider: string, operation: string | undefined): boolean {
	return (
		(rule.provider === undefined || rule.provider === provider) &&
		(rule.operation === undefined || rule.operation === operation)
	);
}

function strikes(entry: Entry): boolean {
	const { times, after, probability } = entry.rule;
	const limit = times === 'always' || times === 0 ? Infinity : times;
	entry.seen += 1;
	if (entry.injected >= limit || entry.seen <= after) return false;
	if (probability !== undefined && entry.random !== undefined && entry.random() >= probability) {
		return false;
	}
	entry.injected += 1;
	return true;
}
