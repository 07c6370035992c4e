import type { IDataObject } from 'n8n-workflow';

/** Why a request or an item did not succeed; decides the n8n error class and its `failure`. */
export type FaultKind =
	/** The values of the node or the item are wrong; nothing was sent. */
	| 'input'
	/** The provider did not accept the credential. */
	| 'credential'
	/** The provider answered that it will not do this. */
	| 'refused'
	/** The provider asked to slow down. */
	| 'rate-limited'
	/** What the account may use is used up, until it is renewed. */
	| 'quota'
	/** The provider could not be reached or could not answer; nothing was carried out. */
	| 'unavailable'
	/** The request left, but whether it was carried out is not known. */
	| 'outcome-unknown'
	/** The reply is not what its content type says, or too large. */
	| 'unreadable'
	/** A job ended without success. */
	| 'job'
	/** A job did not end in time. */
	| 'timeout'
	/** The execution was cancelled. */
	| 'cancelled'
	/** Something that the package did not expect. */
	| 'defect';

export interface FaultFacts {
	kind: FaultKind;
	/** What happened, in the user's words; one sentence without a full stop. */
	message: string;
	/** What to do next. */
	advice?: string;
	/** HTTP status of the reply. */
	status?: number;
	providerMessage?: string;
	providerCode?: string;
	/** Pause that the provider asked for, in ms. */
	retryAfterMs?: number;
	/** An earlier try of the same request may have been carried out. */
	uncertainBefore?: boolean;
	/** Further facts for the error item, e.g. the job's id. */
	details?: IDataObject;
}

/** The one error that travels inside the package. runItems turns it into an error item or a node error. */
export class Fault extends Error {
	readonly kind: FaultKind;

	/** @param cause what was thrown underneath, for the log only */
	constructor(
		readonly facts: FaultFacts,
		cause?: unknown,
	) {
		super(facts.message, { cause });
		this.name = 'Fault';
		this.kind = facts.kind;
	}

	/** The same fault with further facts for the error item. */
	with(details: IDataObject): Fault {
		return new Fault({ ...this.facts, details: { ...this.facts.details, ...details } }, this.cause);
	}
}

/** The fault of wrong input: nothing was sent. */
export function inputFault(message: string, advice?: string): Fault {
	return new Fault({ kind: 'input', message, ...(advice === undefined ? {} : { advice }) });
}

/** Whether the provider answered that there is no such thing (404). */
export function isNotFound(thrown: unknown): boolean {
	return thrown instanceof Fault && thrown.facts.status === 404;
}

/** The fault of a cancelled execution. n8n records it as cancelled only while the message says "canceled". */
export function cancelledFault(): Fault {
	return new Fault({ kind: 'cancelled', message: 'The execution was canceled' });
}

/** What JavaScript itself throws: never about the user's values. */
const DEFECTS = new Set(['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError']);

/** Any thrown value as a fault, so that each item has exactly one outcome. */
export function toFault(thrown: unknown): Fault {
	if (thrown instanceof Fault) return thrown;
	const { name, message, description } = readError(thrown);
	if (DEFECTS.has(name)) {
		return new Fault(
			{
				kind: 'defect',
				message: `The node met something that it was not made for: ${message}`,
				advice: 'Please report it, with the operation and the values that led to it',
			},
			thrown,
		);
	}
	// n8n's own errors, e.g. of an expression that cannot be evaluated, are about what the user entered.
	return new Fault(
		{ kind: 'input', message, ...(description === undefined ? {} : { advice: description }) },
		thrown,
	);
}

function readError(thrown: unknown): { name: string; message: string; description?: string } {
	if (!(thrown instanceof Error)) return { name: '', message: String(thrown) };
	const { name, message } = thrown;
	const description: unknown = Reflect.get(thrown, 'description');
	return { name, message, ...(typeof description === 'string' ? { description } : {}) };
}
