import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import type { LocatorSource } from './fields';
import { isBlank } from './fields';
import { createApiClient } from './http/apiClient';
import { isRecord } from './http/body';
import { inputFault } from './http/faults';
import { toFault, toNodeError } from './nodeErrors';
import { camelCase, type Operation } from './operation';
import type { Provider } from './provider';
import { fillPath } from './request';

type ListSearch = (
	this: ILoadOptionsFunctions,
	filter?: string,
) => Promise<INodeListSearchResult>;

/** The `methods.listSearch` of a node: one method for each list that a resource locator of its operations names. */
export function listSearchMethods(
	operations: readonly Operation[],
	provider: Provider,
): Record<string, ListSearch> {
	const sources = operations
		.flatMap((operation) => operation.fields)
		.flatMap(({ field }) => (field.locator === undefined ? [] : [field.locator]));
	return Object.fromEntries(
		sources.map((source) => [
			source.method,
			async function (this: ILoadOptionsFunctions, filter?: string) {
				return await search(this, provider, source, filter).catch((thrown: unknown) => {
					throw toNodeError(this.getNode(), toFault(thrown));
				});
			},
		]),
	);
}

async function search(
	context: ILoadOptionsFunctions,
	provider: Provider,
	source: LocatorSource,
	filter: string | undefined,
): Promise<INodeListSearchResult> {
	const path = fillPath(source.path, pathValues(context, source));
	const body = await createApiClient(context, provider).json({ method: 'GET', path, headers: {} });
	const list = source.at === undefined ? body : isRecord(body) ? body[source.at] : undefined;
	const wanted = filter?.trim().toLowerCase() ?? '';
	const results = (Array.isArray(list) ? list.filter(isRecord) : [])
		.map((row: IDataObject) => source.entry(row))
		.filter(
			({ name, value }) => name.toLowerCase().includes(wanted) || value.toLowerCase() === wanted,
		);
	return { results };
}

/** Values of the list's path from the parameters that stand beside the locator, e.g. the chosen project. */
function pathValues(context: ILoadOptionsFunctions, source: LocatorSource): Record<string, string> {
	const names = [...source.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
	return Object.fromEntries(
		names.map((name) => {
			const value = context.getCurrentNodeParameter(camelCase(name), { extractValue: true });
			if (isBlank(value)) {
				throw inputFault(
					`The list depends on "${camelCase(name)}", which is empty`,
					'Choose it first, or enter the ID by hand',
				);
			}
			return [name, String(value)];
		}),
	);
}
