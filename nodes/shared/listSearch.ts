import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import type { LocatorSource } from './fields';
import { isBlank } from './fields';
import { createApiClient } from './http/apiClient';
import { inputFault, toFault } from './http/faults';
import { toNodeError } from './nodeErrors';
import { camelCase, type Operation, type PlacedField } from './operation';
import type { Provider } from './provider';
import { fillPath } from './request';
import { isRecord, toText } from './values';

type ListSearch = (this: ILoadOptionsFunctions, filter?: string) => Promise<INodeListSearchResult>;

/** The `methods.listSearch` of a node: one method for each list that a resource locator of its forms names. */
export function listSearchMethods(
	operations: ReadonlyArray<Pick<Operation, 'fields'>>,
	provider: Provider,
): Record<string, ListSearch> {
	const fields = operations.flatMap((operation) => operation.fields);
	const sources = fields.flatMap(({ field }) =>
		field.locator === undefined ? [] : [field.locator],
	);
	return Object.fromEntries(
		sources.map((source) => [
			source.method,
			async function (this: ILoadOptionsFunctions, filter?: string) {
				return await search(this, provider, fields, source, filter).catch((thrown: unknown) => {
					throw toNodeError(this.getNode(), toFault(thrown));
				});
			},
		]),
	);
}

async function search(
	context: ILoadOptionsFunctions,
	provider: Provider,
	fields: readonly PlacedField[],
	source: LocatorSource,
	filter: string | undefined,
): Promise<INodeListSearchResult> {
	const path = fillPath(source.path, pathValues(context, fields, source));
	const client = createApiClient(context, provider, { isWaitFixed: true });
	const body = await client.get(path).catch((thrown: unknown) => {
		throw client.redacted(toFault(thrown));
	});
	const list = source.at === undefined ? body : isRecord(body) ? body[source.at] : undefined;
	const wanted = filter?.trim().toLowerCase() ?? '';
	const entries = (Array.isArray(list) ? list.filter(isRecord) : [])
		.filter((row: IDataObject) => belongs(context, source, row))
		.map((row: IDataObject) => source.entry(row))
		.filter(
			({ name, value }) => name.toLowerCase().includes(wanted) || value.toLowerCase() === wanted,
		);
	return { results: [...new Map(entries.map((entry) => [entry.value, entry])).values()] };
}

/** False for rows of another parent than the one chosen beside the locator. */
function belongs(
	context: ILoadOptionsFunctions,
	{ where = {} }: LocatorSource,
	row: IDataObject,
): boolean {
	return Object.entries(where).every(([key, wireName]) => {
		const chosen = context.getCurrentNodeParameter(camelCase(wireName), { extractValue: true });
		return isBlank(chosen) || toText(row[key]) === toText(chosen);
	});
}

/** Values of the list's path from the parameters that stand beside the locator, e.g. the chosen project. */
function pathValues(
	context: ILoadOptionsFunctions,
	fields: readonly PlacedField[],
	source: LocatorSource,
): Record<string, string> {
	const names = [...source.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
	return Object.fromEntries(
		names.map((name) => {
			const value = context.getCurrentNodeParameter(camelCase(name), { extractValue: true });
			const field = fields.find(
				({ place, wireName }) => place === 'path' && wireName === name,
			)?.field;
			const displayName = field?.form.displayName ?? camelCase(name);
			if (isBlank(value)) {
				throw inputFault(
					`The list depends on "${displayName}", which is empty`,
					'Choose it first, or enter the ID by hand',
				);
			}
			const parsed = field?.parse.safeParse(value);
			if (parsed?.success === false) {
				throw inputFault(
					`The list depends on "${displayName}", which ${parsed.error.issues.map(({ message }) => message).join('; ')}`,
					'Correct it first, or enter the ID by hand',
				);
			}
			return [name, toText(parsed?.data ?? value)];
		}),
	);
}
