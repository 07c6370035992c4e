import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
	listExecutions,
	untilCounted,
	untilFinished,
	untilWaiting,
} from '../../../sandbox/n8n/executions.mts';
import { findFreePort } from '../../../sandbox/n8n/ports.mts';
import { publish, unpublish } from '../../../sandbox/n8n/publication.mts';
import { N8nSession } from '../../../sandbox/n8n/session.mts';
import { webhookPath, withWebhookIds } from '../../../sandbox/n8n/webhooks.mts';
import { WorkflowFile } from '../../../sandbox/n8n/workflowFile.mts';

/** What the double of n8n answers below /rest: the reply's `data`. */
let answer: (call: string, query: URLSearchParams) => unknown;
let server: Server;
let session: N8nSession;

beforeAll(async () => {
	const port = await findFreePort();
	server = createServer((request, response) => {
		const { pathname, searchParams } = new URL(request.url ?? '', 'http://n8n');
		const data = answer(`${request.method ?? ''} ${pathname}`, searchParams);
		response.end(JSON.stringify({ data }));
	});
	await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
	session = new N8nSession(`http://127.0.0.1:${port}`);
});

afterAll(() => {
	server.close();
	server.closeAllConnections();
});

describe('listing executions', () => {
	/** Sorts a page by start and begins the next one at an id, as n8n does. */
	const list = (total: number) => (_call: string, query: URLSearchParams) => {
		const cursor = Buffer.from(query.get('cursor') ?? '', 'base64url').toString();
		const before = Number(/"id":"(\d+)"/.exec(cursor)?.[1] ?? Infinity);
		const limit = Number(query.get('limit'));
		const all = Array.from({ length: total }, (_, index) => index + 1);
		// Of thirty that are accepted together the last one starts first.
		const start = (id: number) => Math.floor(id / 30) * 30 + (29 - (id % 30));
		const page = all.filter((id) => id < before).sort((a, b) => start(b) - start(a));
		return {
			results: page
				.slice(0, limit)
				.map((id) => ({ id: String(id), status: 'success', mode: 'webhook' })),
		};
	};

	it.each([0, 1, 99, 100, 101, 1234])('finds all %d of them, oldest first', async (total) => {
		answer = list(total);
		const found = await listExecutions(session, 'w');
		expect(found.map(({ id }) => Number(id))).toEqual(
			Array.from({ length: total }, (_, index) => index + 1),
		);
	});

	it('says how many there are when it waits for more in vain', async () => {
		answer = list(3);
		await expect(untilCounted(session, 'w', 3, {})).resolves.toHaveLength(3);
		await expect(untilCounted(session, 'w', 4, { timeoutMs: 200 })).rejects.toThrow(
			'Workflow w has 3 finished executions after 0.2 s, not 4',
		);
	});
});

describe('an execution that waits', () => {
	/** Run data of one node that put a link out, as n8n encodes it. */
	const data = JSON.stringify([
		{ resultData: '1' },
		{ runData: '2' },
		{ 'Send the Link': '3' },
		['4'],
		{ executionTime: 5, data: '5' },
		{ main: '6' },
		['7'],
		['8'],
		{ json: '9' },
		{ link: '10' },
		'http://n8n/webhook-waiting/7',
	]);
	const execution = (status: string, seconds: number) => ({
		id: '7',
		mode: 'manual',
		status,
		startedAt: '2026-01-01T00:00:00.000Z',
		stoppedAt: new Date(Date.UTC(2026, 0, 1, 0, 0, seconds)).toISOString(),
		data,
	});
	const running = { id: '7', mode: 'manual', status: 'running', data: '[]' };

	/** Answers with the states one after the other, the last one for good. */
	const n8n = (...states: object[]) => {
		let asked = 0;
		return () => states[Math.min(asked++, states.length - 1)];
	};

	it('is told with what its nodes have put out', async () => {
		answer = n8n(running, execution('waiting', 2));
		const paused = await untilWaiting(session, '7', {});
		expect(paused).toMatchObject({ id: '7', status: 'waiting', seconds: 2 });
		expect(paused.nodes['Send the Link']?.json).toEqual([
			[{ link: 'http://n8n/webhook-waiting/7' }],
		]);
	});

	it('is not taken for one that has ended', async () => {
		answer = n8n(execution('waiting', 2), running, execution('success', 9));
		await expect(untilFinished(session, '7', {})).resolves.toMatchObject({
			status: 'success',
			seconds: 9,
			endedAt: new Date('2026-01-01T00:00:09.000Z'),
		});
	});

	it('is not awaited when it ends without waiting, nor for ever', async () => {
		answer = n8n(running, execution('error', 1));
		await expect(untilWaiting(session, '7', {})).resolves.toMatchObject({ status: 'error' });
		answer = n8n(running);
		await expect(untilWaiting(session, '7', { timeoutMs: 200 })).rejects.toThrow(
			'Execution 7 neither waits nor has ended after 0.2 s',
		);
	});
});

describe('publishing', () => {
	const trigger = (nodeId: string, errorMessage: string | null) => ({
		nodeId,
		status: errorMessage === null ? 'activated' : 'failed',
		errorMessage,
	});

	/** Answers with the states one after the other, the last one for good. */
	const n8n = (...states: object[]) => {
		let asked = 0;
		return (call: string) => {
			if (call !== 'GET /rest/workflows/w/publication-status') {
				return { versionId: 'v2', nodes: [{ id: 'a', name: 'Shop Trigger' }] };
			}
			asked += 1;
			return states[Math.min(asked, states.length) - 1];
		};
	};
	const state = (status: string, liveVersionId: string | null, ...triggers: object[]) => ({
		status,
		liveVersionId,
		triggers,
	});

	it('waits until the triggers run', async () => {
		answer = n8n(state('in_progress', null), state('published', 'v2', trigger('a', null)));
		await expect(publish(session, 'w')).resolves.toBeUndefined();
	});

	it.each([
		[state('failed', null, trigger('a', 'Wrong key')), '"Shop Trigger": Wrong key'],
		[state('partial', 'v2', trigger('b', null), trigger('a', 'No')), '"Shop Trigger": No'],
		[state('published', 'v1', trigger('a', null)), 'its status is "published"'],
	])('rejects when they do not: %j', async (end, message) => {
		answer = n8n(end);
		await expect(publish(session, 'w')).rejects.toThrow(
			`n8n could not publish workflow w: ${message}`,
		);
	});

	it('waits until they have ended', async () => {
		answer = n8n(state('in_progress', 'v2'), state('not_published', null));
		await expect(unpublish(session, 'w')).resolves.toBeUndefined();
		answer = n8n(state('published', 'v2'));
		await expect(unpublish(session, 'w')).rejects.toThrow('could not unpublish workflow w');
	});
});

describe('webhooks', () => {
	const workflow = WorkflowFile.parse({
		name: 'Example',
		nodes: [
			{ name: 'Ours', type: 'trigger' },
			{ name: 'Known', type: 'trigger', webhookId: 'mine' },
			{ name: 'Other', type: 'other' },
		],
		connections: {},
	});
	const hasWebhooks = ({ type }: { type: string }) => type === 'trigger';
	const ids = (file: WorkflowFile) => file.nodes.map(({ webhookId }) => webhookId);

	it('get an id of their own, and keep it', () => {
		const first = withWebhookIds(workflow, { hasWebhooks, present: [] });
		const again = withWebhookIds(workflow, { hasWebhooks, present: first.nodes });
		expect(ids(first)).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), 'mine', undefined]);
		expect(ids(again)).toEqual(ids(first));
		expect(ids(workflow)[0]).toBeUndefined();
	});

	it.each([
		['product', false, 'id/product'],
		['/product', false, 'id/product'],
		['={{$parameter["path"]}}', true, 'orders'],
		['', true, 'id'],
	])('of the path %j (full: %p) are at %s', (path, isFullPath, address) => {
		const node = { name: 'N', type: 't', typeVersion: 1, parameters: { path: 'orders' } };
		expect(webhookPath({ ...node, webhookId: 'id' }, { path, isFullPath })).toBe(address);
		expect(() => webhookPath(node, { path, isFullPath })).toThrow('has no webhookId');
	});

	it('of a computed path are known to n8n only', () => {
		const node = { name: 'N', type: 't', typeVersion: 1, parameters: {}, webhookId: 'id' };
		expect(() => webhookPath(node, { path: '={{ $nodeId }}', isFullPath: true })).toThrow(
			'Only n8n knows the path of the node "N"',
		);
	});
});
