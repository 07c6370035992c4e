import type { ParameterFacts, Parameters } from './parameters.mts';

/** How the parameters of the nodes differ from the recorded ones; each entry names node, operation and parameter. */
export interface ParameterChanges {
	/** Would break a workflow that somebody has saved. */
	breaking: string[];
	/** Saved workflows go on as before: the record only has to be brought up to date. */
	harmless: string[];
}

/** Compares the recorded parameters with those of today. Pure. */
export function compareParameters(recorded: Parameters, current: Parameters): ParameterChanges {
	const changes: ParameterChanges = { breaking: [], harmless: [] };
	compareKeys(recorded, current, [], changes, (node, before, after) => {
		compareKeys(before, after, [node], changes, (form, old, now) => {
			compareForms(old, now, [node, form], changes);
		});
	});
	return changes;
}

type Facts = Record<string, ParameterFacts>;

function compareForms(
	before: Facts,
	after: Facts,
	path: string[],
	changes: ParameterChanges,
): void {
	for (const [name, facts] of Object.entries(after)) {
		if (name in before || facts.required !== true || !isEmpty(facts.default)) continue;
		changes.breaking.push(say([...path, name], 'is new and has to be filled in'));
	}
	compareKeys(before, after, path, changes, (name, old, now) => {
		compareFacts(old, now, [...path, name], changes);
	});
}

/** Reports what is gone and what is new, and hands on what is in both. */
function compareKeys<T>(
	before: Record<string, T>,
	after: Record<string, T>,
	path: string[],
	{ breaking, harmless }: ParameterChanges,
	both: (key: string, before: T, after: T) => void,
): void {
	for (const [key, old] of Object.entries(before)) {
		const now = after[key];
		if (now !== undefined) both(key, old, now);
	}
	for (const key of outermost(before, after)) breaking.push(say([...path, key], 'is gone'));
	for (const key of outermost(after, before)) harmless.push(say([...path, key], 'is new'));
}

/** The keys that the other one lacks, without what stands in a collection that it lacks altogether. */
function outermost(of: Record<string, unknown>, other: Record<string, unknown>): string[] {
	const lacking = Object.keys(of).filter((key) => !(key in other));
	return lacking.filter((key) => !lacking.some((outer) => key.startsWith(`${outer}.`)));
}

function compareFacts(
	before: ParameterFacts,
	after: ParameterFacts,
	path: string[],
	{ breaking, harmless }: ParameterChanges,
): void {
	const breaks = (text: string) => breaking.push(say(path, text));
	if (before.type !== after.type) breaks(`was of type ${before.type} and is ${after.type}`);
	if (before.multiple !== after.multiple) {
		breaks(after.multiple === true ? 'holds several values now' : 'holds one value only now');
	}
	const [old, now] = [JSON.stringify(before.default), JSON.stringify(after.default)];
	if (old !== now) breaks(`had the default ${old} and has ${now}`);
	if (after.required === true && before.required !== true) breaks('has to be filled in now');
	if (before.required === true && after.required !== true) {
		harmless.push(say(path, 'may be left empty now'));
	}
	compareValues(before, after, path, { breaking, harmless });
}

/** A list without fixed values is loaded and takes any value. */
function compareValues(
	before: ParameterFacts,
	after: ParameterFacts,
	path: string[],
	{ breaking, harmless }: ParameterChanges,
): void {
	const { values: old = [] } = before;
	const { values: now = [] } = after;
	if (now.length === 0) {
		if (old.length > 0) harmless.push(say(path, 'takes any value now'));
		return;
	}
	for (const value of old) {
		if (!now.includes(value)) breaking.push(say(path, `lost the value ${JSON.stringify(value)}`));
	}
	for (const value of now) {
		if (old.includes(value)) continue;
		if (old.length > 0) harmless.push(say(path, `has the new value ${JSON.stringify(value)}`));
	}
	if (old.length === 0) breaking.push(say(path, 'took any value and takes those of a list now'));
}

const say = (path: string[], text: string): string => `${path.join(' > ')}: ${text}`;

/** A required parameter with a default is filled in by n8n itself. */
function isEmpty(value: unknown): boolean {
	if (typeof value === 'object' && value !== null && 'value' in value) return value.value === '';
	return value === undefined || value === '' || JSON.stringify(value) === '[]';
}
