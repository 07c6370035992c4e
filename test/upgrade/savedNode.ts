import {
	NodeHelpers,
	type INodeParameters,
	type INodeProperties,
	type INodeTypeDescription,
} from 'n8n-workflow';

/** What counts of a node in a saved workflow. */
export interface SavedNode {
	name: string;
	type: string;
	typeVersion: number;
	parameters: INodeParameters;
	credentials?: Record<string, unknown> | undefined;
}

/**
 * Checks whether a node that an earlier version has saved still means the same.
 *
 * @param saved The node as it was saved.
 * @param defaults What n8n added to its parameters in that version.
 * @param description Its type as it is today.
 * @returns What has changed, each with the parameter's path; empty is good.
 */
export function checkSavedNode(
	saved: SavedNode,
	defaults: INodeParameters,
	description: INodeTypeDescription,
): string[] {
	const { typeVersion, parameters } = saved;
	if (![description.version].flat().includes(typeVersion)) {
		return [`version ${typeVersion} is no longer supported`];
	}
	const { properties } = description;
	const node = { typeVersion };
	const complete =
		NodeHelpers.getNodeParameters(properties, parameters, true, false, node, description) ??
		parameters;
	const visible = properties.filter((property) =>
		NodeHelpers.displayParameter(complete, property, node, description),
	);
	const offered = (description.credentials ?? []).map(({ name }) => name);
	return [
		...Object.keys(saved.credentials ?? {})
			.filter((name) => !offered.includes(name))
			.map((name) => `the credential ${name} is gone`),
		...Object.entries({ ...defaults, ...parameters }).flatMap(([name, value]) =>
			checkNamed(visible, name, value, ''),
		),
		...Object.entries(defaults)
			.filter(([name, value]) => JSON.stringify(complete[name]) !== JSON.stringify(value))
			.map(
				([name, value]) =>
					`${name}: was ${JSON.stringify(value)} by default and is ${JSON.stringify(complete[name])}`,
			),
		...visible
			.filter(({ required, name }) => required === true && isEmpty(complete[name]))
			.map(({ name }) => `${name}: has to be filled in now`),
	];
}

function checkNamed(
	properties: readonly INodeProperties[],
	name: string,
	value: unknown,
	parent: string,
): string[] {
	const path = parent + name;
	const found = properties.filter((property) => property.name === name);
	if (found.length === 0) return [`${path}: is gone`];
	const findings = found.map((property) => checkValue(property, value, path));
	// One name may stand for several fields, of which one has to take the value.
	return findings.find((each) => each.length === 0) ?? findings[0] ?? [];
}

function checkValue(property: INodeProperties, value: unknown, path: string): string[] {
	const { type, options = [], modes = [] } = property;
	if (typeof value === 'string' && value.startsWith('=')) return [];
	const menu = options.flatMap((option) => ('value' in option ? [option.value] : []));
	switch (type) {
		case 'options':
		case 'multiOptions':
			return [value]
				.flat()
				.filter((each) => menu.length > 0 && !menu.some((offered) => offered === each))
				.map((each) => `${path}: lost the value ${JSON.stringify(each)}`);
		case 'resourceLocator':
			return modes.some(({ name }) => name === read(value, 'mode'))
				? []
				: [`${path}: lost the mode ${JSON.stringify(read(value, 'mode'))}`];
		case 'collection': {
			const inner = options.filter((option): option is INodeProperties => 'type' in option);
			return entriesOf(value).flatMap(([name, each]) => checkNamed(inner, name, each, `${path}.`));
		}
		case 'fixedCollection':
			return entriesOf(value).flatMap(([name, rows]) => {
				const group = options.find((option) => option.name === name);
				if (group === undefined || !('values' in group)) return [`${path}.${name}: is gone`];
				return [rows]
					.flat()
					.flatMap((row) => entriesOf(row))
					.flatMap(([key, each]) => checkNamed(group.values, key, each, `${path}.${name}.`));
			});
		case 'boolean':
		case 'number':
			return typeof value === type || value === property.default
				? []
				: [`${path}: was ${typeof value} and is ${type}`];
		default:
			return [];
	}
}

const entriesOf = (value: unknown): Array<[string, unknown]> =>
	typeof value === 'object' && value !== null ? Object.entries(value) : [];

const read = (value: unknown, key: string): unknown =>
	typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

const isEmpty = (value: unknown): boolean =>
	value === undefined || value === '' || read(value, 'value') === '';
