import { z } from 'zod';

/** The part of JSON Schema that n8n's editor reads. */
export interface JsonSchema {
	type?: JsonType | JsonType[];
	properties?: Record<string, JsonSchema>;
	items?: JsonSchema;
}

type JsonType = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';

/**
 * A zod schema as the JSON schema that n8n shows before a run. The editor looks at one type and its properties only, so what may be
 * missing or null counts as being there: an object that may be null is shown with its keys.
 * @throws TypeError for a kind of schema that no reply has used so far
 */
export function toJsonSchema(schema: z.ZodTypeAny): JsonSchema {
	if (schema instanceof z.ZodOptional) return partOf(schema.unwrap());
	if (schema instanceof z.ZodNullable) return orNull(partOf(schema.unwrap()));
	if (schema instanceof z.ZodDefault) return partOf(schema.removeDefault());
	if (schema instanceof z.ZodEffects) return partOf(schema.innerType());
	if (schema instanceof z.ZodUnion) return unionOf(schema.options);
	if (schema instanceof z.ZodObject) return { type: 'object', properties: keysOf(schema.shape) };
	if (schema instanceof z.ZodArray) return { type: 'array', items: partOf(schema.element) };
	if (schema instanceof z.ZodRecord) return { type: 'object', properties: {} };
	if (schema instanceof z.ZodUnknown || schema instanceof z.ZodAny) return {};
	return { type: plainType(schema) };
}

/** Zod types the parts of a schema as anything. */
const partOf = (part: unknown): JsonSchema => (part instanceof z.ZodType ? toJsonSchema(part) : {});

function plainType(schema: z.ZodTypeAny): JsonType {
	if (schema instanceof z.ZodString || schema instanceof z.ZodEnum) return 'string';
	if (schema instanceof z.ZodNumber) return 'number';
	if (schema instanceof z.ZodBoolean) return 'boolean';
	if (schema instanceof z.ZodNull) return 'null';
	if (schema instanceof z.ZodLiteral) {
		const type = typeof schema.value;
		if (type === 'string' || type === 'number' || type === 'boolean') return type;
	}
	throw new TypeError(`jsonSchema.mts does not know ${schema.constructor.name} yet`);
}

function keysOf(shape: unknown): Record<string, JsonSchema> {
	const keys = typeof shape === 'object' && shape !== null ? Object.entries(shape) : [];
	return Object.fromEntries(keys.map(([key, part]) => [key, partOf(part)]));
}

/** Plain values that may be null say so; the editor would not show the keys of such an object. */
function orNull(inner: JsonSchema): JsonSchema {
	const { type } = inner;
	if (type === undefined || type === 'object' || type === 'array') return inner;
	return { type: [...new Set([type, 'null' as const].flat())] };
}

/** All plain types of a union, or its first member with keys or elements. */
function unionOf(options: unknown): JsonSchema {
	const members = Array.isArray(options) ? options.map(partOf) : [];
	const nested = members.find(({ type }) => type === 'object' || type === 'array');
	if (nested !== undefined) return nested;
	const types = [...new Set(members.flatMap(({ type }) => type ?? []))];
	const [only] = types;
	if (only === undefined) return {};
	return { type: types.length === 1 ? only : types };
}
