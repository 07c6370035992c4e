import { join } from 'node:path';
import { z } from 'zod';
import { Child } from '../measuring/childProcess.mts';
import { prepareEngineFolder } from '../measuring/engineFolder.mts';
import { alternate, type Row } from '../measuring/row.mts';

const Loaded = z.object({
	wallMs: z.number(),
	heapMegabytes: z.number(),
	properties: z.number().min(1),
});

/** What one node's file adds to n8n's start: time to load it, and the heap that it keeps. */
export const loadRow: Row = {
	name: 'load',
	async run(context) {
		const { program, product, nodesBase, env } = await prepareEngineFolder(context.tarball);
		const child = await program('load');
		const files = {
			'XC Scribe': {
				file: join(product, 'dist/nodes/XcScribe/XcScribe.node.js'),
				className: 'XcScribe',
			},
			'HTTP Request': {
				file: join(nodesBase, 'dist/nodes/HttpRequest/HttpRequest.node.js'),
				className: 'HttpRequest',
			},
		};
		const results = await alternate(['XC Scribe', 'HTTP Request'], context, async (name) => {
			const loading = new Child(child, {
				args: [JSON.stringify(files[name])],
				env,
				nodeOptions: ['--expose-gc'],
			});
			try {
				return await loading.ask('load', Loaded);
			} finally {
				await loading.stop();
			}
		});
		const ours = results.get('XC Scribe') ?? [];
		const peer = results.get('HTTP Request') ?? [];
		return [
			{
				title: "Loading the node's file",
				ours: 'XC Scribe',
				peer: 'HTTP Request',
				measurements: [
					{
						what: 'time',
						unit: 'ms',
						ours: ours.map(({ wallMs }) => wallMs),
						peer: peer.map(({ wallMs }) => wallMs),
					},
					{
						what: 'heap',
						unit: 'MB',
						ours: ours.map(({ heapMegabytes }) => heapMegabytes),
						peer: peer.map(({ heapMegabytes }) => heapMegabytes),
					},
				],
			},
		];
	},
};
