import { describe, expect, it } from '@jest/globals';
import { decodeFlatted } from '../../../sandbox/n8n/flatted.mts';
import { n8nEnvironment } from '../../../sandbox/n8n/environment.mts';
import { readRunData } from '../../../sandbox/n8n/runData.mts';
import { WorkflowFile, withCredentials, withSettings } from '../../../sandbox/n8n/workflowFile.mts';

const workflow = WorkflowFile.parse({
	name: 'Example',
	nodes: [
		{
			name: 'Settings',
			type: 'n8n-nodes-base.set',
			parameters: {
				assignments: {
					assignments: [{ id: 'a', name: 'catalogueUrl', value: 'there', type: 'string' }],
				},
			},
		},
		{
			name: 'Ours',
			type: 'pack.node',
			credentials: { shopApi: { id: 'foreign', name: 'Theirs' } },
		},
		{ name: 'Request', type: 'http', parameters: { nodeCredentialType: 'shopApi' } },
	],
	connections: {},
});

describe('decodeFlatted', () => {
	it('resolves indices, keeps text that looks like one, shares and closes cycles', () => {
		const decoded = decodeFlatted(
			'[{"a":"1","list":"2","self":"0","n":5,"none":null},"1",["1","3"],{"up":"0"}]',
		);
		const expected: Record<string, unknown> = { a: '1', n: 5, none: null };
		expected['self'] = expected;
		expected['list'] = ['1', { up: expected }];
		expect(decoded).toEqual(expected);
	});

	it('treats __proto__ as a field like others', () => {
		const decoded = decodeFlatted('[{"__proto__":"1"},{"x":1}]');
		expect(JSON.stringify(decoded)).toBe('{"__proto__":{"x":1}}');
	});

	it.each(['{}', '[]', '[{"a":"7"}]', 'no json'])('refuses %s', (text) => {
		expect(() => decodeFlatted(text)).toThrow(SyntaxError);
	});
});

describe('readRunData', () => {
	it('adds up the runs of a node in a loop, output by output', () => {
		const file = { mimeType: 'image/png', id: 'filesystem-v2:1' };
		const item = (n: number) => [{ json: { n }, ...(n === 2 ? { binary: { data: file } } : {}) }];
		const run = (main: unknown[]) => ({ executionTime: 2, data: { main } });
		const data = { resultData: { runData: { If: [run([item(1), []]), run([null, item(2)])] } } };
		expect(readRunData(encode(data)).nodes['If']).toEqual({
			runs: 2,
			items: [1, 1],
			json: [[{ n: 1 }], [{ n: 2 }]],
			binary: [[{}], [{ data: file }]],
			executionTime: 4,
		});
	});

	it('names the node that ended the execution', () => {
		const error = { message: 'Refused', description: 'Wrong password' };
		const data = {
			resultData: {
				error,
				lastNodeExecuted: 'Login',
				runData: { Login: [{ executionTime: 1, error }] },
			},
		};
		const result = readRunData(encode(data));
		expect(result.error).toBe('Login: Refused (Wrong password)');
		expect(result.nodes['Login']?.error).toBe('Refused (Wrong password)');
	});
});

describe('withSettings', () => {
	it('replaces values by name, adds missing ones and leaves the original alone', () => {
		const changed = withSettings(workflow, { catalogueUrl: 'here', limit: 3 });
		expect(changed.nodes[0]?.parameters).toEqual({
			assignments: {
				assignments: [
					{ id: 'a', name: 'catalogueUrl', value: 'here', type: 'string' },
					{ id: 'setting-limit', name: 'limit', value: 3, type: 'number' },
				],
			},
		});
		expect(JSON.stringify(workflow)).toContain('there');
	});

	it('says which node is missing', () => {
		expect(() => withSettings({ ...workflow, nodes: [] }, { a: 1 })).toThrow(/"Settings"/);
	});
});

describe('withCredentials', () => {
	const shopApi = { id: 'ours', name: 'Ours' };
	const assign = (known: string[]) =>
		withCredentials(workflow, {
			available: { shopApi },
			typesOf: ({ type }) => (type === 'pack.node' ? ['shopApi', 'otherApi'] : []),
			isKnown: (id) => known.includes(id),
		}).nodes.map(({ credentials }) => credentials);

	it('replaces credentials of another n8n and serves the HTTP Request node', () => {
		expect(assign([])).toEqual([undefined, { shopApi }, { shopApi }]);
	});

	it('keeps credentials that this n8n has', () => {
		expect(assign(['foreign'])[1]).toEqual({ shopApi: { id: 'foreign', name: 'Theirs' } });
	});
});

describe('n8nEnvironment', () => {
	it("keeps the developer's own n8n settings and jest's mode out", () => {
		process.env['N8N_ENCRYPTION_KEY'] = 'secret';
		process.env['DB_TYPE'] = 'postgresdb';
		try {
			const env = n8nEnvironment({
				port: 1,
				brokerPort: 2,
				userFolder: '/x',
				env: { N8N_PORT: '9' },
			});
			expect(env).toMatchObject({ DB_TYPE: 'sqlite', NODE_ENV: 'production', N8N_PORT: '9' });
			expect(env['N8N_ENCRYPTION_KEY']).toBeUndefined();
			expect(env['JEST_WORKER_ID']).toBeUndefined();
		} finally {
			delete process.env['N8N_ENCRYPTION_KEY'];
			delete process.env['DB_TYPE'];
		}
	});
});

/** The encoder to decodeFlatted's decoder, for plain trees. */
function encode(root: unknown): string {
	const entries: unknown[] = [];
	const add = (value: unknown): string => {
		const index = entries.push(null) - 1;
		const refer = (part: unknown): unknown =>
			typeof part === 'string' || (typeof part === 'object' && part !== null) ? add(part) : part;
		if (Array.isArray(value)) entries[index] = value.map(refer);
		else if (typeof value === 'object' && value !== null) {
			entries[index] = Object.fromEntries(
				Object.entries(value).map(([key, part]) => [key, refer(part)]),
			);
		} else entries[index] = value;
		return String(index);
	};
	add(root);
	return JSON.stringify(entries);
}
