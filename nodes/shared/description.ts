import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Condition } from './fields';
import type { CollectionName, Operation, PlacedField } from './operation';
import type { Provider } from './provider';
import { SETTINGS_COLLECTION, settingsOf, type Setting } from './settings';

/** Display names of the resources. The first one is chosen in a new node. */
export type ResourceNames = Record<string, string>;

const COLLECTIONS: Record<CollectionName, { displayName: string; placeholder: string }> = {
	additionalFields: { displayName: 'Additional Fields', placeholder: 'Add Field' },
	updateFields: { displayName: 'Update Fields', placeholder: 'Add Field' },
	filters: { displayName: 'Filters', placeholder: 'Add Filter' },
	options: { displayName: 'Options', placeholder: 'Add option' },
};

/**
 * The whole form of a node: Resource, Operation, and what each operation asks for.
 * Pure; the order of operations is the order of the menus.
 */
export function describeOperations(
	operations: readonly Operation[],
	resources: ResourceNames,
	provider: Provider,
): INodeProperties[] {
	const used = Object.keys(resources).filter((resource) =>
		operations.some((operation) => operation.resource === resource),
	);
	const [firstResource = ''] = used;
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: used.map((value) => ({ name: resources[value] ?? value, value })).sort(byName),
			default: firstResource,
		},
		...used.map((resource) =>
			operationMenu(
				resource,
				operations.filter((operation) => operation.resource === resource),
			),
		),
		...used.flatMap((resource) =>
			resourceForm(
				operations.filter((operation) => operation.resource === resource),
				provider,
			),
		),
	];
}

/** Keys of output items that hold secrets, for the node's `sensitiveOutputFields`. */
export function sensitiveKeys(operations: readonly Operation[]): string[] {
	return [...new Set(operations.flatMap(({ sensitive = [] }) => sensitive))];
}

/** The fields of all operations of a resource: what has to be filled in first, then what may be added. */
function resourceForm(operations: readonly Operation[], provider: Provider): INodeProperties[] {
	const forms = operations.map((operation) => operationForm(operation, provider));
	return [
		...mergeAlike(forms.flatMap(({ topLevel }) => topLevel)),
		...mergeAlike(forms.flatMap(({ collections }) => collections)),
		...mergeAlike(forms.flatMap(({ options }) => options)),
	];
}

function operationMenu(resource: string, operations: readonly Operation[]): INodeProperties {
	const options = operations
		.map(({ name, operation, action, description }): INodePropertyOptions => ({
			name,
			value: operation,
			action,
			description,
		}))
		.sort(byName);
	const firstOperation = operations[0]?.operation ?? '';
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		options,
		default: firstOperation,
	};
}

interface OperationForm {
	topLevel: INodeProperties[];
	collections: INodeProperties[];
	options: INodeProperties[];
}

function operationForm(operation: Operation, provider: Provider): OperationForm {
	const show = { resource: [operation.resource], operation: [operation.operation] };
	const settings = settingsOf(operation, operation.provider ?? provider);
	const options: INodeProperties = {
		...COLLECTIONS.options,
		name: SETTINGS_COLLECTION,
		type: 'collection',
		default: {},
		displayOptions: { show },
		options: settings
			.filter((setting) => setting.option === true)
			.map((setting) => ({ ...setting.form, name: setting.parameter }))
			.sort(byDisplayName),
	};
	return {
		topLevel: [
			...operation.fields
				.filter((placed) => placed.collection === undefined)
				.map((placed) => topLevelProperty(placed, show)),
			...settings
				.filter((setting) => setting.option !== true)
				.map((setting) => settingProperty(setting, show)),
		],
		collections: collectionProperties(operation.fields, operation.collection, show),
		options: [options],
	};
}

/** A field that stands on its own in the form. */
export function topLevelProperty(
	{ field, parameter }: PlacedField,
	show: Condition,
): INodeProperties {
	return {
		...field.form,
		name: parameter,
		...(field.required ? { required: true } : {}),
		...shownBy({ ...show, ...field.when }),
	};
}

const shownBy = (show: Condition): Pick<INodeProperties, 'displayOptions'> =>
	Object.keys(show).length === 0 ? {} : { displayOptions: { show } };

function settingProperty({ form, parameter, when }: Setting, show: Condition): INodeProperties {
	return { ...form, name: parameter, displayOptions: { show: { ...show, ...when } } };
}

/**
 * The fields of a collection. One collection for each condition, since a collection's own fields cannot look at other
 * parameters cheaply.
 */
export function collectionProperties(
	fields: readonly PlacedField[],
	name: CollectionName,
	show: Condition,
): INodeProperties[] {
	const groups = new Map<string, PlacedField[]>();
	for (const placed of fields) {
		if (placed.collection !== name) continue;
		const key = JSON.stringify(placed.field.when ?? {});
		groups.set(key, [...(groups.get(key) ?? []), placed]);
	}
	return [...groups.values()].map((group): INodeProperties => ({
		...COLLECTIONS[name],
		name,
		type: 'collection',
		default: {},
		...shownBy({ ...show, ...group[0]?.field.when }),
		options: group
			.map(({ field, parameter }) => ({ ...field.form, name: parameter }))
			.sort(byDisplayName),
	}));
}

/**
 * Joins properties that differ only in the operation they belong to, so that the editor and the engine
 * read one property instead of one an operation. Only within a resource: operation names recur in others.
 */
function mergeAlike(properties: readonly INodeProperties[]): INodeProperties[] {
	const merged = new Map<string, INodeProperties>();
	for (const property of properties) {
		const { operation: [operation] = [], ...others } = property.displayOptions?.show ?? {};
		const key = JSON.stringify({ ...property, displayOptions: others });
		const earlier = merged.get(key);
		merged.set(key, earlier === undefined ? property : alsoShownFor(earlier, operation));
	}
	return [...merged.values()];
}

type Shown = NonNullable<IDisplayOptions['show']>[string];

function alsoShownFor(
	property: INodeProperties,
	operation: NonNullable<Shown>[number] | undefined,
): INodeProperties {
	const show = property.displayOptions?.show ?? {};
	return {
		...property,
		displayOptions: {
			show: {
				...show,
				operation: [...(show.operation ?? []), ...(operation === undefined ? [] : [operation])],
			},
		},
	};
}

const byName = (a: { name: string }, b: { name: string }): number => a.name.localeCompare(b.name);

const byDisplayName = (a: { displayName: string }, b: { displayName: string }): number =>
	a.displayName.localeCompare(b.displayName);
