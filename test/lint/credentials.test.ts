import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { registeredCredentials, registeredNodes, ROOT } from './registered';

const credentials = await registeredCredentials();
const nodes = await registeredNodes();

describe.each(credentials)('$file', ({ file, instance }) => {
	it('links to its documentation and has a test', () => {
		expect(instance.documentationUrl).toMatch(/^https:\/\/[^ ]+#[a-z0-9-]+$/);
		const testedByNode = nodes.some(({ instance: { description } }) =>
			description.credentials?.some(({ name, testedBy }) => name === instance.name && testedBy),
		);
		expect(instance.test !== undefined || testedByNode).toBe(true);
	});

	it('has an icon for light and dark, and the files are there', () => {
		const { icon } = instance;
		const files = typeof icon === 'object' ? [icon.light, icon.dark] : [];
		expect(new Set(files).size).toBe(2);
		for (const each of files) {
			const path = join(ROOT, dirname(file), each.replace(/^file:/, ''));
			expect(existsSync(path)).toBe(true);
		}
	});

	it('hides what is secret, and a token that n8n keeps is hidden and empty at first', () => {
		for (const { name, type, typeOptions, default: value } of instance.properties) {
			if (typeOptions?.expirable)
				expect({ name, type, value }).toEqual({ name, type: 'hidden', value: '' });
			else if (/password|secret|token|apiKey/i.test(name) && type === 'string') {
				expect({ name, password: typeOptions?.password }).toEqual({ name, password: true });
			}
		}
	});
});

it('every credential that a node names is registered', () => {
	const registered = credentials.map(({ instance }) => instance.name);
	const named = nodes.flatMap(({ instance }) =>
		(instance.description.credentials ?? []).map(({ name }) => name),
	);
	expect(named.filter((name) => !registered.includes(name))).toEqual([]);
});
