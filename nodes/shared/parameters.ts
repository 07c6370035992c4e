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
	return (name) => {
		const raw: unknown = context.getNodeParameter(name, itemIndex, null, { rawExpressions: true });
		if (typeof raw === 'string') return shortcut(raw, json) ?? evaluated(name);
		if (!isLocator(raw)) return evaluated(name);
		const value = shortcut(raw.value, json);
		return value === undefined ? evaluated(name) : { ...raw, value };
	};
}

const JSON_PATH = /^=\{\{\s*\$json((?:\.[A-Za-z_]\w*)+)\s*\}\}$/;

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

function isLocator(value: unknown): value is { __rl: true; value: string } {
	return (
		typeof value === 'object' &&
		value !== null &&
		'__rl' in value &&
		'value' in value &&
		typeof value.value === 'string'
	);
}
