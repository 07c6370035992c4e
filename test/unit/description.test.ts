import { describe, expect, it } from '@jest/globals';
import type { INodeParameters, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import { XcScribe } from '../../nodes/XcScribe/XcScribe.node';
import { xcScribeOperations } from '../../nodes/XcScribe/operations';
import { xcScribe } from '../../nodes/XcScribe/provider';
import { describeOperations } from '../../nodes/shared/description';
import { choice, text, type Condition } from '../../nodes/shared/fields';
import { defineOperation, operationId, type Operation } from '../../nodes/shared/operation';
import { settingsOf } from '../../nodes/shared/settings';
import { visibleParameters } from '../engine/parameters';

const { description } = new XcScribe();

/** The forms to look at: each operation, and each way to fill in what its fields depend on. */
const FORMS = xcScribeOperations.flatMap((operation) =>
	variantsOf(operation).map((variant): [string, Operation, INodeParameters] => [
		`${operationId(operation)} ${JSON.stringify(variant)}`,
		operation,
		variant,
	]),
);

/** Every combination of the values that conditions of the operation ask for, and of one that none asks for. */
function variantsOf(operation: Operation): INodeParameters[] {
	const asked = new Map<string, Set<string | boolean>>();
	for (const { field } of operation.fields) {
		for (const [parameter, values] of Object.entries(field.when ?? {})) {
			asked.set(parameter, new Set([...(asked.get(parameter) ?? ['other']), ...values]));
		}
	}
	return [...asked].reduce<INodeParameters[]>(
		(variants, [parameter, values]) =>
			variants.flatMap((variant) =>
				[...values].map((value) => ({ ...variant, [parameter]: value })),
			),
		[{}],
	);
}

const holds = (when: Condition | undefined, values: INodeParameters): boolean =>
	Object.entries(when ?? {}).every(([parameter, wanted]) =>
		wanted.some((value) => value === values[parameter]),
	);

const namesOf = (properties: readonly INodeProperties[]): string[] =>
	properties.map(({ name }) => name);

/** Names of the fields that a collection offers. */
const offered = (form: readonly INodeProperties[], collection: string): string[] =>
	(form.find(({ name }) => name === collection)?.options ?? []).map(({ name }) => name);

describe('The form of XC Scribe', () => {
	it.each(FORMS)('shows exactly the own fields, each once: %s', (_, operation, variant) => {
		const { resource, operation: value, fields, collection } = operation;
		const form = visibleParameters(description, {
			resource,
			operation: value,
			returnAll: false,
			...variant,
		});
		const shown = fields.filter(({ field }) => holds(field.when, variant));
		const topLevel = shown.filter((placed) => placed.collection === undefined);
		const optional = shown.filter((placed) => placed.collection !== undefined);
		const settings = settingsOf(operation, operation.provider ?? xcScribe);

		expect(namesOf(form).sort()).toEqual(
			[
				'resource',
				'operation',
				...topLevel.map(({ parameter }) => parameter),
				...settings.filter(({ option }) => option !== true).map(({ parameter }) => parameter),
				...(optional.length === 0 ? [] : [collection]),
				'options',
			].sort(),
		);
		expect(offered(form, collection).sort()).toEqual(
			optional.map(({ parameter }) => parameter).sort(),
		);
		expect(offered(form, 'options').sort()).toEqual(
			settings
				.filter(({ option }) => option === true)
				.map(({ parameter }) => parameter)
				.sort(),
		);
		for (const { field, parameter } of topLevel) {
			const property = form.find(({ name }) => name === parameter);
			expect(property).toMatchObject({
				displayName: field.form.displayName,
				type: field.form.type,
			});
			expect(property?.required ?? false).toBe(field.required);
		}
	});

	it('hides Limit while everything is returned', () => {
		const all = { resource: 'project', operation: 'getAll', returnAll: true };
		expect(namesOf(visibleParameters(description, all))).not.toContain('limit');
	});

	it('offers each operation once, in the order of the alphabet', () => {
		for (const menu of description.properties.filter(({ name }) => name === 'operation')) {
			const names = (menu.options ?? []).map(({ name }) => name);
			expect(names).toEqual([...new Set(names)].sort((a, b) => a.localeCompare(b)));
		}
	});

	it('lists what a collection offers in the order of the alphabet', () => {
		for (const { type, options = [] } of description.properties) {
			if (type !== 'collection') continue;
			const names = options.map((option) => ('displayName' in option ? option.displayName : ''));
			expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
		}
	});
});

describe('Forms of operations', () => {
	const operation = (name: string, label: string, resource = 'thing') =>
		defineOperation({
			resource,
			operation: name,
			name,
			action: name,
			description: name,
			request: { method: 'POST', path: '/things' },
			body: { kind: text({ displayName: label, required: true }) },
			reply: { kind: 'record', schema: z.unknown() },
		});

	const kindsOf = (operations: readonly Operation[], resources: Record<string, string>) =>
		describeOperations(operations, resources, xcScribe)
			.filter(({ name }) => name === 'kind')
			.map(({ displayName, displayOptions }) => [displayName, displayOptions?.show]);

	it('share a field that is the same, within a resource only', () => {
		const operations = [
			operation('a', 'Kind'),
			operation('b', 'Kind'),
			operation('c', 'Other Kind'),
			operation('a', 'Kind', 'part'),
		];
		expect(kindsOf(operations, { thing: 'Thing', part: 'Part' })).toEqual([
			['Kind', { resource: ['thing'], operation: ['a', 'b'] }],
			['Other Kind', { resource: ['thing'], operation: ['c'] }],
			['Kind', { resource: ['part'], operation: ['a'] }],
		]);
	});

	it('have no menu entry for a resource without operations', () => {
		const [resource] = describeOperations(
			[operation('a', 'Kind')],
			{ none: 'None', thing: 'Thing' },
			xcScribe,
		);
		expect(resource).toMatchObject({
			options: [{ name: 'Thing', value: 'thing' }],
			default: 'thing',
		});
	});

	it('keep a choice and its values', () => {
		const values = [{ name: 'One', value: 'one' }];
		const declared = defineOperation({
			...operation('a', 'Kind'),
			body: { which: choice({ displayName: 'Which', values, required: true }) },
		});
		const which = describeOperations([declared], { thing: 'Thing' }, xcScribe).find(
			({ name }) => name === 'which',
		);
		expect(which).toMatchObject({
			type: 'options',
			options: values,
			default: 'one',
			required: true,
		});
	});
});
