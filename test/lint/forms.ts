import type {
	INodeParameters,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeTypeDescription,
} from 'n8n-workflow';

import { visibleParameters } from '../engine/parameters';

/** The only names that a collection may have, with what the form calls it and what adds to it. */
const COLLECTIONS: Record<string, string> = {
	additionalFields: 'Additional Fields',
	updateFields: 'Update Fields',
	filters: 'Filters',
	options: 'Options',
};

/**
 * What n8n's conventions ask of a finished form and its linters do not see: each message names the resource, the operation and
 * the parameter.
 */
export function checkForms(description: INodeTypeDescription): string[] {
	return [
		...description.properties.flatMap((property) => checkProperty(property)),
		...operationsOf(description).flatMap((choice) => checkForm(description, choice)),
	];
}

/** Every pair of a resource and an operation that the menus offer; one empty pair for a node without menus. */
export function operationsOf(description: INodeTypeDescription): INodeParameters[] {
	const resources = menuOf(visibleParameters(description, {}), 'resource');
	const choices: INodeParameters[] =
		resources.length === 0 ? [{}] : resources.map(({ value }) => ({ resource: value }));
	return choices.flatMap((choice): INodeParameters[] => {
		const operations = menuOf(visibleParameters(description, choice), 'operation');
		if (operations.length === 0) return [choice];
		return operations.map(({ value }) => ({ ...choice, operation: value }));
	});
}

function checkForm(description: INodeTypeDescription, choice: INodeParameters): string[] {
	const where = [choice.resource, choice.operation]
		.filter((part) => typeof part === 'string')
		.join(' > ');
	const visible = visibleParameters(description, choice);
	const names = visible.map(({ name }) => name);
	const say = (name: string, text: string) => `${where} > ${name}: ${text}`;
	const findings = names
		.filter((name, index) => names.indexOf(name) !== index)
		.map((name) => say(name, 'is shown twice'));

	if ('resource' in choice && !names.includes('operation')) {
		findings.push(say('operation', 'has no menu'));
	}
	const returnAll = visible.find(({ name }) => name === 'returnAll');
	if (returnAll) {
		const withLimit = visibleParameters(description, { ...choice, returnAll: false });
		const withoutLimit = visibleParameters(description, { ...choice, returnAll: true });
		if (!withLimit.some(({ name }) => name === 'limit')) {
			findings.push(say('returnAll', 'has no limit beside it'));
		}
		if (withoutLimit.some(({ name }) => name === 'limit')) {
			findings.push(say('limit', 'is shown although all are returned'));
		}
	}
	const firstOptional = visible.findIndex(({ type }) => type === 'collection');
	for (const { name, required } of visible.slice(
		firstOptional === -1 ? visible.length : firstOptional,
	)) {
		if (required) findings.push(say(name, 'is required and stands below the optional ones'));
	}
	return findings;
}

function checkProperty(property: INodeProperties, path = property.name): string[] {
	const findings: string[] = [];
	const say = (text: string) => findings.push(`${path}: ${text}`);
	const { name, type, displayName, description, placeholder, typeOptions } = property;
	const isMenu = name === 'resource' || name === 'operation';

	if (displayName.trim() === '') say('has no display name');
	if (isMenu && property.noDataExpression !== true) say('may not be an expression');
	if (type === 'boolean' && !description?.startsWith('Whether')) {
		say('is a switch whose description does not start with "Whether"');
	}
	if (!defaultFits(property)) say(`has a default that is no value of type ${type}`);
	if (placeholder !== undefined && !placeholderFits(property)) {
		say(`has the placeholder "${placeholder}", which should start with "e.g. "`);
	}
	if (name === 'limit' && (property.default !== 50 || typeOptions?.minValue !== 1)) {
		say('should be 50 and at least 1');
	}
	if (type === 'string' && /password|secret|token|apiKey/i.test(name) && !typeOptions?.password) {
		say('is a secret and shown in clear');
	}
	if (type === 'collection' && COLLECTIONS[name] !== displayName) {
		say(`is a collection, of which there are ${Object.keys(COLLECTIONS).join(', ')}`);
	}
	if (type === 'resourceLocator') findings.push(...checkLocator(property, path));
	if (isMenu || type === 'options' || type === 'multiOptions') {
		findings.push(...checkOptions(property, path));
	}
	for (const option of property.options ?? []) {
		if (isProperty(option)) findings.push(...checkProperty(option, `${path}.${option.name}`));
		if (isGroup(option)) {
			for (const value of option.values) {
				findings.push(...checkProperty(value, `${path}.${option.name}.${value.name}`));
			}
		}
	}
	return findings;
}

function checkOptions(property: INodeProperties, path: string): string[] {
	const findings: string[] = [];
	const options = optionsOf(property);
	const values = options.map(({ value }) => value);
	for (const option of options) {
		const say = (text: string) => findings.push(`${path} = ${String(option.value)}: ${text}`);
		if (option.name.trim() === '') say('has no name');
		if (values.indexOf(option.value) !== values.lastIndexOf(option.value)) say('is there twice');
		if (property.name !== 'operation') continue;
		if (!option.description) say('has no description');
		if (!option.action) say('has no action');
		if (/^(An?|The)\s|\s(a|an|the)\s/i.test(option.action ?? ''))
			say('has an article in its action');
	}
	return findings;
}

function checkLocator({ default: value, modes = [] }: INodeProperties, path: string): string[] {
	const names = modes.map(({ name }) => name);
	const mode: unknown =
		typeof value === 'object' && value !== null ? Reflect.get(value, 'mode') : '';
	return [
		...(names[0] === 'list' && mode === 'list' ? [] : [`${path}: should start with From List`]),
		...(names.includes('id') ? [] : [`${path}: should offer By ID`]),
		...modes
			.filter(({ type, typeOptions }) => type === 'list' && !typeOptions?.searchListMethod)
			.map(() => `${path}: has a list that cannot be searched`),
	];
}

function defaultFits(property: INodeProperties): boolean {
	const value: unknown = property.default;
	if (typeof value === 'string' && value.startsWith('=')) return true;
	switch (property.type) {
		case 'boolean':
			return typeof value === 'boolean';
		case 'number':
			return typeof value === 'number' || value === '';
		case 'multiOptions':
			return Array.isArray(value) && value.every((each) => isOffered(property, each));
		case 'options':
			return isOffered(property, value);
		case 'collection':
		case 'fixedCollection':
		case 'resourceLocator':
			return typeof value === 'object' && value !== null && !Array.isArray(value);
		case 'string':
		case 'dateTime':
			return typeof value === 'string';
		default:
			return value !== undefined;
	}
}

function isOffered(property: INodeProperties, value: unknown): boolean {
	const options = optionsOf(property);
	// A list that n8n loads is not known here; an empty value then means "nothing chosen yet".
	if (options.length === 0) return typeof value === 'string';
	return options.some((option) => option.value === value);
}

function placeholderFits({ type, placeholder = '' }: INodeProperties): boolean {
	return type === 'collection' || type === 'fixedCollection'
		? placeholder.startsWith('Add ')
		: placeholder.startsWith('e.g. ');
}

function menuOf(properties: INodeProperties[], name: string): INodePropertyOptions[] {
	const menu = properties.find((property) => property.name === name);
	return menu ? optionsOf(menu) : [];
}

function optionsOf(property: INodeProperties): INodePropertyOptions[] {
	return (property.options ?? []).filter(isOption);
}

type Option = NonNullable<INodeProperties['options']>[number];

function isOption(option: Option): option is INodePropertyOptions {
	return 'value' in option;
}

function isProperty(option: Option): option is INodeProperties {
	return 'type' in option;
}

function isGroup(option: Option): option is INodePropertyCollection {
	return 'values' in option;
}
