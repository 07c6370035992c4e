import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../shared/values';

/** Steps into a JSON value: a key of an object, or the place in a list. */
export type PathStep = string | number;

/** What a path must never reach: writing there would change all objects of the process. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** One step at the start of the rest of a path: `[0]`, `["a.b"]`, `['a.b']`, or a name up to the next dot or bracket. */
const STEP = /^(?:\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\['((?:[^'\\]|\\.)*)'\]|\.?([^.[\]]+))/;

/**
 * Reads a path as n8n's editor and its expressions write them: `texts.title`, `variants[0].body`, `["meta.title"]`, also
 * with `$json.` in front.
 * @returns undefined for what is none: empty, a name that is missing, a bracket that does not close, or a key that could
 *   reach an object's prototype
 */
export function parsePath(path: string): PathStep[] | undefined {
	let rest = path.trim().replace(/^\$json(?=[.[])/, '');
	const steps: PathStep[] = [];
	while (rest !== '') {
		const match = STEP.exec(rest);
		if (match === null) return undefined;
		const [all, index, double, single, name] = match;
		// A dot stands between two names, not in front of the path, unless `$json` was there.
		if (all.startsWith('.') && steps.length === 0 && !path.trim().startsWith('$json'))
			return undefined;
		const key = name ?? unescape(double ?? single ?? '');
		if (FORBIDDEN.has(key)) return undefined;
		steps.push(index === undefined ? key : Number(index));
		rest = rest.slice(all.length);
	}
	return steps.length === 0 ? undefined : steps;
}

const unescape = (text: string): string => text.replace(/\\(.)/g, '$1');

/** Writes steps as a path that parsePath() reads back. */
export function formatPath(steps: readonly PathStep[]): string {
	return steps
		.map((step, index) => {
			if (typeof step === 'number') return `[${step}]`;
			if (/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(step)) return index === 0 ? step : `.${step}`;
			return `["${step.replace(/[\\"]/g, '\\$&')}"]`;
		})
		.join('');
}

/**
 * The value at a path; undefined where the way ends before. A key with dots in its name is found without brackets, too, when
 * the object has it as it is written.
 */
export function readAt(json: unknown, path: string): unknown {
	const steps = stepsIn(json, path);
	return steps?.reduce<unknown>(stepInto, json);
}

/**
 * A copy of the object with another value at the path; what is not on the way is shared with the original.
 * @returns the object itself when it has nothing at the path
 */
export function replaceAt(
	json: IDataObject,
	path: string,
	value: IDataObject[string],
): IDataObject {
	const steps = stepsIn(json, path) ?? [];
	if (steps.reduce<unknown>(stepInto, json) === undefined) return json;
	const replaced = placed(json, steps, value);
	return isRecord(replaced) ? replaced : json;
}

/** The steps to take in this very object: a whole path that is one of its keys is one step. */
function stepsIn(json: unknown, path: string): PathStep[] | undefined {
	const key = path.trim();
	if (isRecord(json) && Object.hasOwn(json, key) && !FORBIDDEN.has(key)) return [key];
	return parsePath(path);
}

/** Own properties alone: what an object inherits is none of its data. */
function stepInto(value: unknown, step: PathStep): unknown {
	if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
	// A list has members by name, too: its length, for one.
	if (Array.isArray(value) && typeof step !== 'number') return undefined;
	return Reflect.get(value, step);
}

/** The steps are known to lead somewhere. */
function placed(
	container: unknown,
	[step, ...rest]: readonly PathStep[],
	value: IDataObject[string],
): IDataObject[string] {
	if (step === undefined) return value;
	const inner = placed(stepInto(container, step), rest, value);
	if (Array.isArray(container)) {
		return container.map((each: IDataObject[string], index) => (index === step ? inner : each));
	}
	return { ...(isRecord(container) ? container : {}), [step]: inner };
}
