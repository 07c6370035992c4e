import type { INodeProperties, INodeTypeDescription } from 'n8n-workflow';

/** What a saved workflow relies on in one parameter. */
export interface ParameterFacts {
	type: string;
	default: unknown;
	/** The values of a list that is fixed, the modes of a resource locator. */
	values?: Array<string | number | boolean>;
	required?: true;
	/** Holds several values. */
	multiple?: true;
}

/** Parameters by node, by `resource.operation`, by name; `additionalFields.language` stands in a collection. */
export type Parameters = Record<string, NodeParameters>;
type NodeParameters = Record<string, Record<string, ParameterFacts>>;

/** The parameters of all nodes, sorted, so that the order of the forms is free to change. */
export function parametersOf(descriptions: readonly INodeTypeDescription[]): Parameters {
	return sorted(
		Object.fromEntries(
			descriptions.map(({ name, properties }) => [name, nodeParameters(properties)]),
		),
	);
}

function nodeParameters(properties: readonly INodeProperties[]): NodeParameters {
	const groups: NodeParameters = {};
	for (const property of properties) {
		const facts = Object.fromEntries(entriesOf(property, nameOf(property)));
		for (const group of groupsOf(property)) groups[group] = { ...groups[group], ...facts };
	}
	return sorted(Object.fromEntries(Object.entries(groups).map(([key, of]) => [key, sorted(of)])));
}

/** Where a property is shown: `project.create`, `project.*` for a menu of operations, `*` for every form. */
function groupsOf({ displayOptions }: INodeProperties): string[] {
	const { resource, operation } = displayOptions?.show ?? {};
	if (resource === undefined && operation === undefined) return ['*'];
	return (resource ?? ['*']).flatMap((outer) =>
		(operation ?? ['*']).map((inner) => `${toText(outer)}.${toText(inner)}`),
	);
}

const toText = (value: unknown): string =>
	typeof value === 'string' ? value : JSON.stringify(value);

/** The same name may stand for several fields, each under a condition: `payload [specifyPayload=json]`. */
function nameOf({ name, displayOptions }: INodeProperties): string {
	const conditions = Object.entries(displayOptions?.show ?? {})
		.filter(([key]) => key !== 'resource' && key !== 'operation')
		.map(([key, values = []]) => `${key}=${values.map((value) => toText(value)).join('/')}`);
	return conditions.length === 0 ? name : `${name} [${conditions.sort().join(', ')}]`;
}

function entriesOf(property: INodeProperties, path: string): Array<[string, ParameterFacts]> {
	const nested = (property.options ?? []).flatMap((option) => {
		if ('type' in option) return entriesOf(option, `${path}.${nameOf(option)}`);
		if (!('values' in option)) return [];
		return option.values.flatMap((value) =>
			entriesOf(value, `${path}.${option.name}.${nameOf(value)}`),
		);
	});
	return [[path, factsOf(property)], ...nested];
}

function factsOf(property: INodeProperties): ParameterFacts {
	const fixed = (property.options ?? []).flatMap((option) =>
		'value' in option ? [option.value] : [],
	);
	const values = property.modes?.map(({ name }) => name) ?? fixed;
	return {
		type: property.type,
		default: property.default,
		...(values.length === 0 ? {} : { values: [...values].sort() }),
		...(property.required === true ? { required: true as const } : {}),
		...(property.typeOptions?.multipleValues === true ? { multiple: true as const } : {}),
	};
}

function sorted<T>(record: Record<string, T>): Record<string, T> {
	return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
