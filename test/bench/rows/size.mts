import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { prepareEngineFolder } from '../measuring/engineFolder.mts';
import type { Row } from '../measuring/row.mts';

const KILOBYTE = 1024;

/** What a user downloads and keeps. */
export const sizeRow: Row = {
	name: 'size',
	async run({ tarball }) {
		const { product } = await prepareEngineFolder(tarball);
		const entries = await readdir(product, { recursive: true, withFileTypes: true });
		const files = entries.filter((entry) => entry.isFile());
		const sizes = await Promise.all(
			files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size),
		);
		const unpacked = sizes.reduce((sum, size) => sum + size, 0);
		const packed = (await stat(tarball)).size;
		return [
			{
				title: 'The package',
				ours: 'as npm pack makes it',
				measurements: [
					{
						what: 'tarball',
						unit: 'kB',
						ours: [packed / KILOBYTE],
						goal: { value: 1024 },
					},
					{ what: 'unpacked', unit: 'kB', ours: [unpacked / KILOBYTE] },
					{ what: 'files', unit: 'count', ours: [files.length] },
				],
			},
		];
	},
};
