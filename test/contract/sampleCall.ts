import { createHash } from 'node:crypto';
import type {
	IDataObject,
	INodeParameters,
	INodeProperties,
	INodeTypeDescription,
} from 'n8n-workflow';

import { isObject, toParameters, toText } from '../engine/guards';
import { visibleParameters } from '../engine/parameters';
import type { ContractField, ContractOperation } from './contract';

/**
 * One call of an operation with a value in every field of the contract: what a user would enter into the form, and what
 * has to arrive at the provider. Values differ by field name, so that two fields cannot be mixed up unseen.
 */
export interface SampleCall {
	parameters: INodeParameters;
	path: string;
	query: Record<string, string>;
	body: IDataObject;
}

type SampleValue = string | number | boolean | string[] | number[] | IDataObject | IDataObject[];

type FieldOfContract = Pick<ContractField, 'name' | 'type'> & Partial<ContractField>;

export const FILE_CONTENT = 'SKU;Name\nA-1;"Kännchen ""Çınar"""\n';

/** @throws Error that names the fields of the contract that the form lacks */
export function sampleCall(
	operation: ContractOperation,
	description: INodeTypeDescription,
	steering: INodeParameters = {},
): SampleCall {
	const chosen = { resource: operation.resource, operation: operation.operation, ...steering };
	const form = visibleParameters(description, chosen);
	const parameters: INodeParameters = { ...chosen, ...settingsIn(form) };
	const missing: string[] = [];

	const enter = (field: FieldOfContract): SampleValue => {
		const value = sampleValue(field);
		const name = field.type === 'binary' ? 'inputDataFieldName' : camelCase(field.name);
		const property = form.find((candidate) => candidate.name === name);
		const collection = form.find(
			(candidate) => candidate.type === 'collection' && optionOf(candidate, name) !== undefined,
		);
		if (property !== undefined) parameters[name] = asEntered(property, value);
		else if (collection !== undefined) {
			const option = optionOf(collection, name);
			const entered = option === undefined ? undefined : asEntered(option, value);
			const present = parameters[collection.name];
			parameters[collection.name] = {
				...(isObject(present) ? toParameters(present) : {}),
				[name]: entered,
			};
		} else missing.push(`${operation.id}: ${field.name}`);
		return value;
	};

	const path = operation.pathParams.reduce(
		(text, field) => text.replace(`{${field.name}}`, toText(enter(field))),
		operation.path,
	);
	const query = Object.fromEntries(
		operation.query.map((field) => [field.name, toText(enter(field))]),
	);
	const body = Object.fromEntries(operation.body.map((field) => [field.name, enter(field)]));
	if (missing.length > 0) throw new Error(`The form lacks ${missing.join(', ')}`);
	return { parameters, path, query, body };
}

function optionOf(collection: INodeProperties, name: string): INodeProperties | undefined {
	return collection.options
		?.filter((option): option is INodeProperties => 'type' in option)
		.find((option) => option.name === name);
}

/** Whole, raw replies at once: what the settings change is tested elsewhere. */
function settingsIn(form: INodeProperties[]): INodeParameters {
	const wanted: INodeParameters = {
		confirm: true,
		returnAll: true,
		simplify: false,
		waitForCompletion: false,
	};
	return Object.fromEntries(
		Object.entries(wanted).filter(([name]) => form.some((property) => property.name === name)),
	);
}

function sampleValue(field: FieldOfContract): SampleValue {
	if (field.enum !== null && field.enum !== undefined) {
		return field.enum.filter((value) => value !== field.default).at(-1) ?? '';
	}
	if (field.name === 'language') return 'lt';
	switch (field.type) {
		case 'string:uuid':
			return uuidOf(field.name);
		case 'array<string:uuid>':
			return [uuidOf(`${field.name} 1`), uuidOf(`${field.name} 2`)];
		case 'boolean':
			return field.default !== true;
		case 'integer':
			return Number(field.default ?? 0) + field.name.length;
		case 'number':
		case 'number|string':
			return field.name.length + 0.25;
		case 'array<integer>':
			return [field.name.length, field.name.length + 1];
		case 'array<string>':
			return [urlOf(`${field.name}/1,5`), urlOf(`${field.name}/2`)];
		case 'string:date-time':
			return `2026-03-04T05:06:${String(field.name.length).padStart(2, '0')}+02:00`;
		case 'object':
			return { sample: field.name };
		case 'array<object>':
			return [objectWith(field.elementKeys ?? [], 1), objectWith(field.elementKeys ?? [], 2)];
		case 'binary':
			return 'data';
		default:
			return field.description?.includes('JSON object') === true
				? JSON.stringify({ sample: field.name })
				: sampleText(field.name);
	}
}

function sampleText(name: string): string {
	if (/(^|_)url$/.test(name)) return urlOf(name);
	return /(^|_)id$/.test(name) ? uuidOf(name) : `sample ${name}`;
}

const urlOf = (name: string): string => `https://sample.example/${name}`;

const objectWith = (keys: string[], number: number): IDataObject =>
	Object.fromEntries(keys.map((key) => [key, sampleText(`${number}_${key}`)]));

function asEntered(property: INodeProperties, value: SampleValue): INodeParameters[string] {
	const entered = textOf(property, value);
	return property.type === 'resourceLocator'
		? { __rl: true, mode: 'id', value: String(entered) }
		: entered;
}

/** Lists of plain values are typed with commas between them, everything else that is no plain value as JSON. */
function textOf(property: INodeProperties, value: SampleValue): string | number | boolean {
	if (typeof value !== 'object') return value;
	if (property.type === 'json' || !Array.isArray(value)) return JSON.stringify(value);
	return value.map(toText).join(', ');
}

function uuidOf(name: string): string {
	const hex = createHash('sha256').update(name).digest('hex');
	return [
		hex.slice(0, 8),
		hex.slice(8, 12),
		hex.slice(12, 16),
		hex.slice(16, 20),
		hex.slice(20, 32),
	].join('-');
}

/** `project_id` -> `projectId`, as design and users expect; written anew so that the product's own rule is tested. */
function camelCase(name: string): string {
	return name
		.split('_')
		.map((part, index) => (index === 0 ? part : part.charAt(0).toUpperCase() + part.slice(1)))
		.join('');
}
