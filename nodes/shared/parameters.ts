import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { ReadParameter } from './input';

/**
 * Reads the parameters of one item.
 *
 * n8n's own validation is left out: it searches all properties of the node for each read, and the declared fields are
 * checked anyway. An expression that is only the path of a value in the item, e.g. `={{ $json.id }}`, is looked up
 * instead of evaluated: with n8n's isolated evaluator that is 60% of what a run costs (measured, npm run bench).
 */
export function parameterReader(context: IExecuteFunctions, itemIndex: number): ReadParameter {
	const json = context.getInputData()[itemIndex]?.json ?? {};
	const evaluated = (name: string): unknown =>
		context.getNodeParameter(name, itemIndex, null, { skipValidation: true });
	const find = (name: string): unknown => {
		const raw: unknown = context.getNodeParameter(name, itemIndex, null, { rawExpressions: true });
		const value = withoutEvaluation(raw, json);
		return value === NEEDS_EVALUATION ? evaluated(name) : value;
	};
	// Each field of a collection asks for the whole of it; with an expression in it, that was most of what a run cost.
	const found = new Map<string, unknown>();
	return (name) => {
		if (!found.has(name)) found.set(name, find(name));
		return found.get(name);
	};
}

const JSON_PATH = /^=\{\{\s*\$json((?:\.[A-Za-z_]\w*)+)\s*\}\}$/;

const NEEDS_EVALUATION = Symbol('needs evaluation');

/** A value in which all expressions are plain paths to texts, resolved; also inside collections and locators. */
function withoutEvaluation(raw: unknown, json: IDataObject): unknown {
	if (typeof raw === 'string') return shortcut(raw, json) ?? NEEDS_EVALUATION;
	if (typeof raw !== 'object' || raw === null) return raw;
	const copy: object = Array.isArray(raw) ? [] : {};
	for (const [key, part] of Object.entries(raw)) {
		const value = withoutEvaluation(part, json);
		if (value === NEEDS_EVALUATION) return NEEDS_EVALUATION;
		Object.assign(copy, { [key]: value });
	}
	return copy;
}

/** The text of a fixed value or of a plain path; undefined for what only n8n can evaluate. */
function shortcut(raw: string, json: IDataObject): string | undefined {
	if (!raw.startsWith('=')) return raw;
	const path = JSON_PATH.exec(raw)?.[1]?.slice(1).split('.') ?? [];
	const value = path.reduce<unknown>(
		(parent, key) =>
			typeof parent === 'object' && parent !== null && Object.hasOwn(parent, key)
				? Reflect.get(parent, key)
				: undefined,
		path.length === 0 ? undefined : json,
	);
	return typeof value === 'string' ? value : undefined;
}
