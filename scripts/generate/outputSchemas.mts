import type { Operation, Reply } from '../../nodes/shared/operation.ts';
import { toJsonSchema, type JsonSchema } from './jsonSchema.mts';
import type { Declarations } from './product.mts';

/**
 * What each operation of a node outputs with the form's defaults: the job that it waited for, the summary that Simplify keeps.
 * Operations whose reply is not documented have none.
 * @returns by `resource/operation`
 */
export async function outputSchemas(declared: Declarations): Promise<Map<string, JsonSchema>> {
	const schemas = new Map<string, JsonSchema>();
	for (const operation of declared.operations) {
		const { resource, operation: name } = operation;
		const schema = (await jobSchema(operation, declared)) ?? replySchema(operation.reply);
		if (Object.keys(schema?.properties ?? {}).length === 0 || schema === undefined) continue;
		schemas.set(`${resource}/${name}`, schema);
	}
	return schemas;
}

function replySchema(reply: Reply, summary?: readonly string[]): JsonSchema | undefined {
	switch (reply.kind) {
		case 'record':
		case 'list':
			return summarized(toJsonSchema(reply.schema), summary ?? reply.summary);
		case 'deleted':
			return object({ deleted: { type: 'boolean' } });
		case 'file':
			return object({
				fileName: { type: 'string' },
				mimeType: { type: 'string' },
				fileSize: { type: 'string' },
			});
		case 'stream':
			return object({ event: { type: 'string' }, data: {} });
		case 'untyped':
			return undefined;
	}
}

const object = (properties: Record<string, JsonSchema>): JsonSchema => ({
	type: 'object',
	properties,
});

function summarized(schema: JsonSchema, summary: readonly string[] | undefined): JsonSchema {
	const { properties } = schema;
	if (summary === undefined || properties === undefined) return schema;
	return object(Object.fromEntries(summary.map((key) => [key, properties[key] ?? {}])));
}

const PROBE = 'probe';

/**
 * What comes out when the job is waited for. The provider reads it from one of its own paths, and the operation that reads the same
 * path for the user declares what stands there.
 */
async function jobSchema(
	operation: Operation,
	{ operations, provider }: Declarations,
): Promise<JsonSchema | undefined> {
	const protocol = (operation.provider ?? provider).job;
	if (operation.job === undefined || protocol === undefined) return undefined;
	const paths: string[] = [];
	const answer = async (path: string): Promise<unknown> => {
		paths.push(path);
		return await Promise.resolve([{}]);
	};
	const rows = (await protocol.result?.(PROBE, {}, answer)) ?? [];
	if (protocol.result === undefined) await protocol.read(PROBE, answer);
	const reader = operations.find(
		({ request }) =>
			request.method === 'GET' && paths.includes(request.path.replace(/\{\w+\}/, PROBE)),
	);
	const read = reader === undefined ? undefined : replySchema(reader.reply, protocol.summary);
	if (read === undefined) return undefined;
	// Keys that the provider's code adds to what it reads, e.g. the job's ID.
	const added = Object.keys(rows[0] ?? {}).map(
		(key) => [key, { type: 'string' as const }] as const,
	);
	return object({ ...Object.fromEntries(added), ...read.properties });
}
