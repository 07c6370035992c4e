import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** The providers' contract as the project received it: one entry an operation. */

const fieldSchema = z
	.object({
		name: z.string(),
		type: z.string(),
		required: z.boolean(),
		default: z.unknown(),
		enum: z.array(z.string()).nullish(),
		description: z.string().nullish(),
		/** Keys of a list's objects. */
		element: z.object({ keys: z.array(z.string()) }).optional(),
	})
	.transform(({ element, ...field }) => ({ ...field, elementKeys: element?.keys ?? [] }));

const operationSchema = z.object({
	id: z.string(),
	provider: z.string(),
	resource: z.string(),
	operation: z.string(),
	method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
	path: z.string(),
	/** Which credential the call carries, in words. */
	auth: z.string(),
	pathParams: z.array(fieldSchema),
	query: z.array(fieldSchema),
	bodyType: z.enum(['json', 'form', 'multipart']).nullable(),
	body: z.array(fieldSchema),
	response: z.unknown(),
	/** How sure the route is, where the source does not state it. */
	confidence: z.enum(['high', 'medium', 'low']).optional(),
});

const markers = z.object({
	untyped: z.literal(true).optional(),
	empty: z.literal(true).optional(),
	stream: z.literal('sse').optional(),
	file: z.string().optional(),
	/** Not a marker: XC Scribe wraps this list. */
	sources: z.array(z.unknown()).optional(),
});

/** What the contract says of a reply instead of an example, or nothing where it gives one. */
export function markersOf({ response }: ContractOperation): z.infer<typeof markers> {
	return markers.safeParse(response).data ?? {};
}

export type ContractOperation = z.infer<typeof operationSchema>;
export type ContractField = z.infer<typeof fieldSchema>;

const file = new URL('./operations.json', import.meta.url);

export const contract: readonly ContractOperation[] = z
	.array(operationSchema)
	.parse(JSON.parse(readFileSync(file, 'utf8')));

/** The contract's operations of a provider and some of its resources. */
export function contractOf(provider: string, resources: readonly string[]): ContractOperation[] {
	return contract.filter(
		(operation) => operation.provider === provider && resources.includes(operation.resource),
	);
}
