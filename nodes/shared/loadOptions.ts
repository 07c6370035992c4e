import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { createApiClient } from './http/apiClient';
import type { Operation } from './operation';
import type { Provider } from './provider';
import { isRecord, toText } from './values';

type LoadOptions = (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>;

/**
 * The `methods.loadOptions` of a node: one method for each list that a field of its operations loads. While the provider
 * cannot answer, the known values are offered: a form must not become unusable by that.
 */
export function loadOptionsMethods(
	operations: readonly Operation[],
	provider: Provider,
): Record<string, LoadOptions> {
	const lists = operations
		.flatMap((operation) => operation.fields)
		.flatMap(({ field }) => (field.options === undefined ? [] : [field.options]));
	return Object.fromEntries(
		lists.map(({ source, known, open }) => [
			source.method,
			async function (this: ILoadOptionsFunctions) {
				const client = createApiClient(this, provider);
				const body = await client.get(source.path).catch(() => undefined);
				// What a closed list does not know would be refused, so it is not offered either.
				const loaded = toOptions(body).filter(
					({ value }) => open || known.some((option) => option.value === value),
				);
				return loaded.length > 0 ? loaded : [...known];
			},
		]),
	);
}

const VALUE_KEYS = ['id', 'code', 'value', 'key', 'slug'];
const NAME_KEYS = ['name', 'label', 'display_name', 'title'];

/**
 * Reads a list whose shape no document describes: texts, or objects with an id and a name, on their own, below a key,
 * or as an object from ids to names.
 */
export function toOptions(body: unknown): INodePropertyOptions[] {
	const list = Array.isArray(body)
		? body
		: isRecord(body)
			? listIn(Object.values(body))
			: undefined;
	if (list !== undefined) return list.flatMap(toOption).sort(byName);
	if (!isRecord(body)) return [];
	return Object.entries(body)
		.flatMap(([value, name]) => (typeof name === 'string' ? [{ name, value }] : []))
		.sort(byName);
}

const listIn = (values: unknown[]): unknown[] | undefined =>
	values.find((value) => Array.isArray(value));

function toOption(entry: unknown): INodePropertyOptions[] {
	if (typeof entry === 'string' && entry !== '') return [{ name: entry, value: entry }];
	if (!isRecord(entry)) return [];
	const textOf = (keys: string[]): string =>
		keys.map((key) => toText(entry[key])).find((text) => text !== '') ?? '';
	const value = textOf(VALUE_KEYS) || textOf(NAME_KEYS);
	return value === '' ? [] : [{ name: textOf(NAME_KEYS) || value, value }];
}

const byName = (a: INodePropertyOptions, b: INodePropertyOptions): number =>
	a.name.localeCompare(b.name);
