import { describe, expect, it } from '@jest/globals';
import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { IExecuteFunctions, INodeType, NodeEgressFilter } from 'n8n-workflow';

import { runNode, type RunOptions } from './harness';
import { account as productAi, run, studio } from './productAi/support';
import { ACCOUNTS, storeOf } from './safetyAccounts';
import { sendJson, startServer } from './xcScribe/support';

/** What an administrator of n8n set up: these hosts are out of bounds. Remembers what it was asked. */
class Filter implements NodeEgressFilter {
	readonly asked: string[] = [];

	constructor(private readonly forbidden: (host: string) => boolean) {}

	async validateUrl(url: string | URL) {
		const { host } = new URL(url);
		this.asked.push(host);
		return this.forbidden(host)
			? { ok: false as const, error: new Error('blocked') }
			: { ok: true as const, result: undefined };
	}

	validateConnectionHost() {
		return { ok: true as const, result: undefined };
	}

	/** A name that stands for a forbidden address only when it is connected to. */
	createSecureLookup() {
		return (...[name, options, done]: Parameters<LookupFunction>) => {
			this.asked.push(name);
			if (this.forbidden(name)) done(new Error('blocked'), '');
			else lookup(name, options, done);
		};
	}

	validateRedirectSync(): void {}
}

/** The node in an n8n with this filter. */
function behind(filter: NodeEgressFilter, node: INodeType): INodeType {
	const { execute } = node;
	if (execute === undefined) throw new Error('The node does nothing');
	node.execute = async function (this: IExecuteFunctions) {
		this.helpers.getSecureEgressFilter = () => filter;
		return await execute.call(this);
	};
	return node;
}

const filtered = (filter: NodeEgressFilter, options: RunOptions): RunOptions => ({
	...options,
	node: behind(filter, options.node),
});

describe.each(ACCOUNTS)('A call of $credential', (account) => {
	const callTo = (url: string): RunOptions => ({
		node: account.createNode(),
		parameters: account.parameters,
		credentials: storeOf(account, { url }),
	});

	it('is not made to an address that n8n forbids', async () => {
		const server = await startServer((_, response) => sendJson(response, account.reply));
		const filter = new Filter(() => true);
		const { error } = await runNode(filtered(filter, callTo(server.url)));
		expect(error?.message).toBe(`n8n does not allow connections to ${server.host}`);
		expect(server.connections).toBe(0);
	});

	it('looks names up through n8n, so that a name cannot change its mind', async () => {
		const server = await startServer((_, response) => sendJson(response, account.reply));
		const url = server.url.replace('127.0.0.1', 'localhost');
		const filter = new Filter((host) => host === 'localhost');
		const { error } = await runNode(filtered(filter, callTo(url)));
		expect(error?.message).toMatch(/^n8n does not allow connections to localhost:\d+$/);
		expect(filter.asked).toEqual([new URL(url).host, 'localhost']);
		expect(server.connections).toBe(0);

		const open = new Filter(() => false);
		expect((await runNode(filtered(open, callTo(url)))).error).toBeUndefined();
		expect(open.asked).toContain('localhost');
	});

	it('does not follow a redirect there either', async () => {
		const inside = await startServer((_, response) => sendJson(response, account.reply));
		const server = await startServer((_, response) =>
			response.writeHead(302, { location: `${inside.url}/latest/meta-data` }).end(),
		);
		const filter = new Filter((host) => host === inside.host);
		const { error } = await runNode(filtered(filter, callTo(server.url)));
		expect(error?.message).toBe(`n8n does not allow connections to ${inside.host}`);
		expect(filter.asked).toEqual([server.host, inside.host]);
		expect(inside.connections).toBe(0);
	});
});

describe('A download', () => {
	const download = async (filter: NodeEgressFilter, imageUrl: string) => {
		const server = await startServer(studio(['COMPLETED'], imageUrl));
		return await runNode(
			filtered(
				filter,
				run('job.get', {
					parameters: { jobId: '7', download: true },
					credentials: productAi(server.url),
				}),
			),
		);
	};

	it('is not made from an address that n8n forbids', async () => {
		const inside = await startServer((_, response) => response.end('secret'));
		const filter = new Filter((host) => host === inside.host);
		const { error } = await download(filter, `${inside.url}/1.png`);
		expect(error?.message).toContain(`n8n does not allow connections to ${inside.host}`);
		expect(inside.connections).toBe(0);
	});

	it('does not follow a redirect there either', async () => {
		const inside = await startServer((_, response) => response.end('secret'));
		const host = await startServer((_, response) =>
			response.writeHead(301, { location: `${inside.url}/1.png` }).end(),
		);
		const filter = new Filter((name) => name === inside.host);
		const { error } = await download(filter, `${host.url}/1.png`);
		expect(error?.message).toContain(`n8n does not allow connections to ${inside.host}`);
		expect(inside.connections).toBe(0);
	});

	it.each(['file:///etc/passwd', 'ftp://host.test/1.png', 'data:image/png;base64,AAAA', '1.png'])(
		'is not made from %s',
		async (url) => {
			const { error } = await download(new Filter(() => false), url);
			expect(error?.message).toContain('is not a web address that can be downloaded');
		},
	);
});
