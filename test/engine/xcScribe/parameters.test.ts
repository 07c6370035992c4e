import { describe, expect, it } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { runNode } from '../harness';
import { account, projectRecord, scribe, sendJson, startServer } from './support';

const locator = (value: string): INodeParameters => ({
	projectId: { __rl: true, mode: 'id', value },
});

/** The path that arrived for a project given by an expression, or the complaint when nothing was sent. */
async function pathFor(expression: string, json: IDataObject): Promise<string> {
	const server = await startServer((_, response) => {
		sendJson(response, projectRecord('p-1'));
	});
	const { error } = await runNode({
		...scribe('project.get', {
			parameters: locator(expression),
			credentials: account(server.url),
			input: [{ json }],
		}),
	});
	return server.arrived[0]?.path ?? error?.message ?? '';
}

/** The left form is looked up by the package, the right one only n8n can evaluate. */
const PAIRS: Array<[string, string, IDataObject]> = [
	['={{ $json.id }}', '={{ $json["id"] }}', { id: 'p-1' }],
	['={{$json.id}}', '={{ ($json.id) }}', { id: 'p-1' }],
	['={{ $json.a.b.c }}', '={{ $json["a"]["b"]["c"] }}', { a: { b: { c: 'deep' } } }],
	['={{ $json.id }}', '={{ $json["id"] }}', { id: 42 }],
	['={{ $json.id }}', '={{ $json["id"] }}', { id: true }],
	['={{ $json.id }}', '={{ $json["id"] }}', { id: null }],
	['={{ $json.id }}', '={{ $json["id"] }}', { id: '' }],
	['={{ $json.id }}', '={{ $json["id"] }}', {}],
	['={{ $json.id }}', '={{ $json["id"] }}', { id: '={{ 1 + 1 }}' }],
	['={{ $json.a.b }}', '={{ $json["a"]["b"] }}', { a: 'text' }],
	['={{ $json.a.b }}', '={{ $json["a"]["b"] }}', {}],
	['={{ $json.__proto__ }}', '={{ $json["__proto__"] }}', { id: 'p-1' }],
	['={{ $json.id.length }}', '={{ $json["id"]["length"] }}', { id: 'p-1' }],
];

describe('A parameter that is the path of a value', () => {
	it.each(PAIRS)('%s means what n8n means by it (%s, %j)', async (short, long, json) => {
		const [looked, evaluated] = await Promise.all([pathFor(short, json), pathFor(long, json)]);
		expect(looked).toBe(evaluated);
	});

	it('is looked up in the item that it belongs to', async () => {
		const server = await startServer((_, response) => {
			sendJson(response, projectRecord('p-1'));
		});
		await runNode(
			scribe('project.get', {
				parameters: locator('={{ $json.id }}'),
				credentials: account(server.url),
				input: ['a', 'b', 'c'].map((id) => ({ json: { id } })),
			}),
		);
		expect(server.arrived.map(({ path }) => path.split('/').at(-1)).sort()).toEqual([
			'a',
			'b',
			'c',
		]);
	});
});
