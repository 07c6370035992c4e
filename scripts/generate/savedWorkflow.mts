import { createRequire } from 'node:module';
import type {
	INodeParameters,
	INodeProperties,
	INodeTypeDescription,
	NodeHelpers as Helpers,
	NodeParameterValueType,
} from 'n8n-workflow';

const { NodeHelpers } = commonJsLibrary();

/** A node as n8n saves it. */
export interface SavedNode {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	/** Only what differs from the defaults. */
	parameters: INodeParameters;
	credentials?: Record<string, { id: string; name: string }>;
}

export interface SavedWorkflow {
	name: string;
	nodes: SavedNode[];
	connections: object;
	settings: object;
	/** What n8n adds to the parameters of each node, by the node's name: a changed default changes a saved workflow, too. */
	meta: { defaults: Record<string, INodeParameters> };
}

/**
 * A workflow with every operation of a node: each parameter and option has a value, and each value of each menu occurs.
 * Pure.
 *
 * @param packageName What n8n puts before the names of the package's nodes.
 * @param description The node.
 * @param choices Values of `resource` and `operation`; one empty choice for a node without.
 */
export function savedWorkflow(
	packageName: string,
	description: INodeTypeDescription,
	choices: readonly INodeParameters[],
): SavedWorkflow {
	const typeVersion = [description.version].flat().at(-1) ?? 1;
	const forms = choices.flatMap((choice) => formsOf(description, typeVersion, choice));
	// What one form has shown need not be shown again.
	const seen = new Set<string>();
	const kept = forms.filter(({ shows }) => {
		const news = shows.filter((each) => !seen.has(each));
		for (const each of news) seen.add(each);
		return news.length > 0;
	});
	const nodes = kept.map(({ filled }, index): SavedNode => {
		const [credential] = description.credentials ?? [];
		return {
			id: `${description.name}-${index + 1}`,
			name: `${description.displayName} ${index + 1}`,
			type: `${packageName}.${description.name}`,
			typeVersion,
			position: [220 * (index % 20), 180 * Math.floor(index / 20)],
			parameters: complete(description, typeVersion, filled, false),
			...(credential ? { credentials: { [credential.name]: { id: '1', name: 'Account' } } } : {}),
		};
	});
	const defaults = nodes.map(({ name, parameters }): [string, INodeParameters] => [
		name,
		without(complete(description, typeVersion, parameters, true), parameters),
	]);
	return {
		name: `Every operation of ${description.displayName}`,
		nodes,
		connections: {},
		settings: {},
		meta: { defaults: Object.fromEntries(defaults) },
	};
}

/** A form that somebody has filled in, and what can be seen in it. */
interface Form {
	filled: INodeParameters;
	shows: string[];
}

/** How a form is filled in: which place of each menu is chosen, and whether switches are turned. */
interface Way {
	place: number;
	turned: boolean;
}

/** One form for each place in the longest menu, with each switch on and off, so that everything comes up. */
function formsOf(
	description: INodeTypeDescription,
	typeVersion: number,
	choice: INodeParameters,
): Form[] {
	const forms: Form[] = [];
	for (let place = 0; place <= Math.max(0, ...forms.map(longest)); place += 1) {
		forms.push(formOf({ place, turned: true }), formOf({ place, turned: false }));
	}
	return forms;

	function formOf(way: Way): Form {
		const filled = fillIn(description, typeVersion, choice, way);
		const where = JSON.stringify(choice);
		const visible = visibleIn(description, typeVersion, filled);
		const shows = visible.flatMap((property) =>
			pathsOf(property, filled[property.name], property.name).flatMap(({ path, menu, value }) => [
				`${where}: ${path}`,
				...(menu === undefined ? [] : [`${path} of ${menu}: ${JSON.stringify(value)}`]),
			]),
		);
		return { filled, shows };
	}

	function longest({ filled }: Form): number {
		const visible = visibleIn(description, typeVersion, filled);
		return Math.max(0, ...visible.map((property) => menuLength(property) - 1));
	}
}

/** Values that are entered can bring up further parameters, so it is filled in until nothing new shows. */
function fillIn(
	description: INodeTypeDescription,
	typeVersion: number,
	choice: INodeParameters,
	way: Way,
): INodeParameters {
	let filled = choice;
	for (let round = 0; round < 5; round += 1) {
		const entered = visibleIn(description, typeVersion, filled)
			.filter(({ name, type }) => !(name in choice) && type !== 'notice')
			.map((property): [string, NodeParameterValueType] => [property.name, enter(property, way)]);
		filled = { ...choice, ...Object.fromEntries(entered) };
	}
	return filled;
}

/** What a person might enter. */
function enter(property: INodeProperties, way: Way): NodeParameterValueType {
	const { type, default: initial, options = [], modes = [], typeOptions } = property;
	const menu = valuesOf(property);
	switch (type) {
		case 'options':
			return menu[way.place % menu.length] ?? 'sample';
		case 'multiOptions':
			return menu.length > 0 ? menu.map(String) : ['sample'];
		case 'boolean':
			return way.turned ? initial !== true : initial;
		case 'number':
			return initial === typeOptions?.maxValue ? Number(initial) - 1 : Number(initial) + 1;
		case 'json':
			return '{"sample": true}';
		case 'dateTime':
			return '2026-01-02T03:04:05Z';
		case 'resourceLocator':
			return { __rl: true, mode: modes[way.place % modes.length]?.name ?? 'id', value: 'sample' };
		case 'collection':
			return Object.fromEntries(
				options.flatMap((option) => ('type' in option ? [[option.name, enter(option, way)]] : [])),
			);
		case 'fixedCollection':
			return Object.fromEntries(
				options.flatMap((option) => {
					if (!('values' in option)) return [];
					const row = Object.fromEntries(
						option.values.map((value) => [value.name, enter(value, way)]),
					);
					return [[option.name, typeOptions?.multipleValues === true ? [row] : row]];
				}),
			);
		case 'string':
			return typeOptions?.multipleValues === true ? ['sample'] : 'sample';
		default:
			return initial;
	}
}

interface Place {
	path: string;
	/** All values of the menu there. */
	menu?: string;
	value: unknown;
}

function pathsOf(property: INodeProperties, value: unknown, path: string): Place[] {
	const menu = valuesOf(property);
	const nested = (property.options ?? []).flatMap((option) =>
		'type' in option
			? pathsOf(option, read(value, option.name), `${path}.${option.name}`)
			: 'values' in option
				? option.values.flatMap((each) => {
						const row = read(value, option.name);
						const first: unknown = Array.isArray(row) ? row[0] : row;
						return pathsOf(each, read(first, each.name), `${path}.${option.name}.${each.name}`);
					})
				: [],
	);
	return [{ path, ...(menu.length > 0 ? { menu: JSON.stringify(menu) } : {}), value }, ...nested];
}

const read = (value: unknown, key: string): unknown =>
	typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

function menuLength(property: INodeProperties): number {
	const own = property.type === 'multiOptions' ? 0 : valuesOf(property).length;
	const nested = (property.options ?? []).flatMap((option) =>
		'type' in option ? [option] : 'values' in option ? option.values : [],
	);
	return Math.max(own, ...nested.map(menuLength));
}

/** The values of a menu that is fixed, the modes of a resource locator. */
function valuesOf({ options = [], modes = [] }: INodeProperties): Array<string | number | boolean> {
	return [
		...modes.map(({ name }) => name),
		...options.flatMap((option) => ('value' in option ? [option.value] : [])),
	];
}

function visibleIn(
	description: INodeTypeDescription,
	typeVersion: number,
	filled: INodeParameters,
): INodeProperties[] {
	const values = complete(description, typeVersion, filled, true);
	return description.properties.filter((property) =>
		NodeHelpers.displayParameter(values, property, { typeVersion }, description),
	);
}

/** As n8n itself saves parameters (without defaults) and reads them (with them). */
function complete(
	description: INodeTypeDescription,
	typeVersion: number,
	parameters: INodeParameters,
	withDefaults: boolean,
): INodeParameters {
	const { properties } = description;
	const node = { typeVersion };
	return (
		NodeHelpers.getNodeParameters(properties, parameters, withDefaults, false, node, description) ??
		parameters
	);
}

function without(all: INodeParameters, some: INodeParameters): INodeParameters {
	return Object.fromEntries(Object.entries(all).filter(([name]) => !(name in some)));
}

/** The ES modules of n8n-workflow import each other without extensions, which Node does not resolve. */
function commonJsLibrary(): Library {
	const library: unknown = createRequire(import.meta.url)('n8n-workflow');
	if (!isLibrary(library)) throw new TypeError('n8n-workflow has no NodeHelpers');
	return library;
}

interface Library {
	NodeHelpers: typeof Helpers;
}

function isLibrary(value: unknown): value is Library {
	return typeof value === 'object' && value !== null && 'NodeHelpers' in value;
}
