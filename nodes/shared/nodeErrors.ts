import type { IDataObject, INode, INodeExecutionData, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { Fault, FaultFacts } from './http/faults';

/**
 * The output item of an item that did not succeed. n8n moves an item to the error output only while its json has no
 * keys but `error`, `message` and `details` (measured), so everything else goes into `details`.
 */
export function toErrorItem(fault: Fault, itemIndex: number): INodeExecutionData {
	return {
		json: { error: fault.message, details: detailsOf(fault.facts) },
		pairedItem: { item: itemIndex },
	};
}

function detailsOf(facts: FaultFacts): IDataObject {
	return {
		kind: facts.kind,
		...optional('advice', facts.advice),
		...optional('status', facts.status),
		...optional('providerMessage', facts.providerMessage),
		...optional('code', facts.providerCode),
		...optional('retryAfterMs', facts.retryAfterMs),
		...facts.details,
	};
}

const optional = (key: string, value: string | number | undefined): IDataObject =>
	value === undefined ? {} : { [key]: value };

/** The error that stops a node. `itemIndex` is left out when the whole node is concerned. */
export function toNodeError(
	node: INode,
	fault: Fault,
	itemIndex?: number,
): NodeApiError | NodeOperationError {
	const error = createNodeError(node, fault, itemIndex);
	// n8n replaces a message that holds a system's code, e.g. ECONNREFUSED, by a general one; ours says more.
	error.message = fault.message;
	return error;
}

function createNodeError(
	node: INode,
	fault: Fault,
	itemIndex?: number,
): NodeApiError | NodeOperationError {
	const { kind, message, advice, status } = fault.facts;
	const options = {
		message,
		...(advice === undefined ? {} : { description: advice }),
		...(itemIndex === undefined ? {} : { itemIndex }),
	};
	if (['input', 'cancelled', 'job', 'timeout'].includes(kind)) {
		return new NodeOperationError(node, message, options);
	}
	const response: JsonObject = {
		message,
		...(advice === undefined ? {} : { description: advice }),
	};
	return new NodeApiError(node, response, {
		...options,
		...(status === undefined ? {} : { httpCode: String(status) }),
		...failureOf(fault.facts),
	});
}

type NodeApiErrorOptions = NonNullable<ConstructorParameters<typeof NodeApiError>[2]>;

/** What newer versions of n8n use to decide on a pause or on asking the user; older ones ignore it. */
function failureOf(facts: FaultFacts): Pick<NodeApiErrorOptions, 'failure'> {
	const pause = facts.retryAfterMs === undefined ? {} : { retryAfterMs: facts.retryAfterMs };
	switch (facts.kind) {
		case 'credential':
			return { failure: { cause: 'credential-invalid' } };
		case 'rate-limited':
			return { failure: { cause: 'rate-limited', ...pause } };
		case 'quota':
			return { failure: { cause: 'quota-exhausted', ...pause } };
		case 'unavailable':
			return { failure: { cause: 'temporarily-unavailable', ...pause } };
		case 'defect':
			return { failure: { cause: 'node-defect' } };
		default:
			return {};
	}
}
