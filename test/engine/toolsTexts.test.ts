import { describe, expect, it } from '@jest/globals';
import { NodeHelpers, nodeNameToToolName } from 'n8n-workflow';
import type { INodeProperties, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';

import { registeredNodes } from '../lint/registered';
import { toText } from './guards';
import { asTool } from './toolAgent';

/** A model chooses by the texts of a form: n8n hands it an operation's action, and a field's description as the argument's. */

const tools = (await registeredNodes())
	.filter(({ instance }) => instance.description.usableAsTool !== undefined)
	.map(({ instance }) => asTool(instance).description);

/** Names that a description could only repeat. */
const SELF_EXPLANATORY = new Set([
	'Address',
	'Email',
	'Featured Image URL',
	'First Name',
	'Last Name',
	'Name',
	'Password',
	'Phone Number',
	'Product Category',
	'Product Name',
	'Store URL',
	'Tax ID',
	'Title',
]);

const SHORTEST_OPERATION = 20;
const SHORTEST_FIELD = 10;

type Option = NonNullable<INodeProperties['options']>[number];
const isMenuEntry = (option: Option): option is INodePropertyOptions => 'value' in option;
const isField = (option: Option): option is INodeProperties => 'type' in option;

interface NamedOperation extends INodePropertyOptions {
	resource: string;
}

function operationsOf({ properties }: INodeTypeDescription): NamedOperation[] {
	return properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ options = [], displayOptions }) => {
			const resource = toText(displayOptions?.show?.resource?.[0] ?? '');
			return options.filter(isMenuEntry).map((option) => ({ ...option, resource }));
		});
}

function fieldsOf(
	properties: readonly INodeProperties[],
	path = '',
): Array<[string, INodeProperties]> {
	return properties
		.filter(({ name }) => name !== 'resource' && name !== 'operation')
		.flatMap((property): Array<[string, INodeProperties]> => {
			const name = `${path}${property.name}`;
			if (property.type !== 'collection') return [[name, property]];
			return fieldsOf((property.options ?? []).filter(isField), `${name}.`);
		});
}

const poorDescription = (text: string, name: string, shortest: number): boolean =>
	text.length < shortest || text.toLowerCase() === name.toLowerCase();

it('every action node is a tool, and no trigger', async () => {
	const nodes = (await registeredNodes()).map(({ instance }) => instance.description);
	const action = nodes.filter(({ group }) => !group.includes('trigger'));
	expect(tools.map(({ name }) => name)).toEqual(
		expect.arrayContaining(
			action
				.filter(({ properties }) => properties.some(({ name }) => name === 'operation'))
				.map(({ name }) => `${name}Tool`),
		),
	);
	const triggers = nodes.filter(({ group }) => group.includes('trigger'));
	expect(triggers.filter(({ usableAsTool }) => usableAsTool === true)).toEqual([]);
});

describe.each(tools)('$name', (tool) => {
	const operations = operationsOf(tool);

	it('says of each operation what it does', () => {
		const poor = operations.filter(
			({ name, action = '', description = '' }) =>
				poorDescription(description, name, SHORTEST_OPERATION) ||
				description.toLowerCase() === action.toLowerCase(),
		);
		expect(poor.map(({ resource, value }) => `${resource}.${String(value)}`)).toEqual([]);
	});

	it('says of each field what to fill in', () => {
		const poor = fieldsOf(tool.properties).filter(
			([, { displayName, hint = '', description = hint }]) =>
				!SELF_EXPLANATORY.has(displayName) &&
				poorDescription(description, displayName, SHORTEST_FIELD),
		);
		expect([...new Set(poor.map(([path, { displayName }]) => `${path} (${displayName})`))]).toEqual(
			[],
		);
	});

	it('gives tools names that differ, that models take, and that say what they do', () => {
		const names = operations.map(({ resource, value }) =>
			NodeHelpers.makeNodeName({ resource, operation: value }, tool),
		);
		expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
		for (const name of names) {
			expect(name).toMatch(new RegExp(` in ${tool.defaults.name ?? ''}$`));
			// Longer ones are cut off and may then be alike.
			expect(name.length).toBeLessThanOrEqual(64);
			expect(nodeNameToToolName(name)).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
		}
	});
});
