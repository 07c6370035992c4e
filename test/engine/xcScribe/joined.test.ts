import { describe, expect, it } from '@jest/globals';
import { runNode } from '../harness';
import { account, byId, jsonOf, pairsOf, scribe, sendJson, startServer } from './support';

const approve = (baseUrl: string, input: Array<{ id: string; project: string }>) =>
	runNode(
		scribe('item.updateBatch', {
			parameters: {
				projectId: byId('={{ $json.project }}'),
				itemIds: '={{ $json.id }}',
				status: 'approved',
			},
			credentials: account(baseUrl),
			input: input.map((json) => ({ json })),
		}),
	);

describe('Approvals of many items', () => {
	it('leave 500 in a request, and each item is paired with its own row', async () => {
		const server = await startServer(({ body }, response) => {
			const asked: unknown = JSON.parse(body.toString());
			const ids: unknown = Reflect.get(Object(asked), 'item_ids');
			sendJson(
				response,
				Array.isArray(ids) ? ids.map((id: unknown) => ({ id, status: 'approved' })) : [],
			);
		});
		const input = Array.from({ length: 5000 }, (_, n) => ({ id: `item-${n}`, project: 'p-1' }));
		const result = await approve(server.url, input);
		expect(server.arrived).toHaveLength(10);
		expect(jsonOf(result).map(({ id }) => id)).toEqual(input.map(({ id }) => id));
		expect(pairsOf(result)).toEqual(input.map((_, n) => n));
	});

	it('of two projects are split, never mixed, and a reply without rows is given to every item', async () => {
		const server = await startServer((_, response) => {
			sendJson(response, { updated: 2 });
		});
		const input = ['p-1', 'p-2', 'p-1', 'p-2'].map((project, n) => ({ id: `item-${n}`, project }));
		const result = await approve(server.url, input);
		expect(
			server.arrived.map(({ path, body }) => [path.split('/')[4], body.toString()]).sort(),
		).toEqual([
			['p-1', '{"item_ids":["item-0","item-2"],"status":"approved"}'],
			['p-2', '{"item_ids":["item-1","item-3"],"status":"approved"}'],
		]);
		expect(jsonOf(result)).toEqual(input.map(() => ({ updated: 2 })));
		expect(pairsOf(result)).toEqual([0, 1, 2, 3]);
	});
});
