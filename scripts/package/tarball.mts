import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';

import type { PackedFiles } from './inspect.mts';

const run = promisify(execFile);

/** The checksum of a file, as npm shows it for a published package: "sha512-<base64>". */
export async function integrityOf(file: string): Promise<string> {
	return `sha512-${createHash('sha512')
		.update(await readFile(file))
		.digest('base64')}`;
}

/**
 * Unpacks an npm tarball and reads its files.
 *
 * @param tarball A file that `npm pack` made.
 * @param folder Where it is unpacked; made when missing.
 * @returns All files by their path in the package.
 * @throws Error with tar's words when it cannot be unpacked.
 */
export async function unpack(tarball: string, folder: string): Promise<PackedFiles> {
	await mkdir(folder, { recursive: true });
	await run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const read = entries
		.filter((entry) => entry.isFile())
		.map(async (entry): Promise<[string, string]> => {
			const path = join(entry.parentPath, entry.name);
			return [relative(folder, path).split(sep).join('/'), await readFile(path, 'utf8')];
		});
	return new Map(await Promise.all(read));
}
