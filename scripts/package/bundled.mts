import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** A package of which files are in a bundle. */
export interface BundledPackage {
	name: string;
	version: string;
	/** SPDX expression. */
	license: string;
	/** Its description in package.json. */
	description: string;
	/** As package-lock.json names it: `node_modules/zod`. */
	folder: string;
	/** The texts of the licences under which the bundled files are, the package's own first. */
	licences: string[];
}

const Manifest = z.object({
	name: z.string(),
	version: z.string(),
	license: z.string(),
	description: z.string().default(''),
});

const LICENCE = /^(licen[cs]e|copying|notice)([.-]|$)/i;

/** `../x/node_modules/@scope/name/lib/a.js` -> what stands before, the innermost package, the folders within it */
const INPUT = /^(.*\/)?(node_modules\/(?:@[^/]+\/)?[^/]+)\/(.*)$/;

/** What a package holds of others whose licence it does not bring along: the folder that has it, and our copy. */
const EMBEDDED = [
	{ folder: 'node_modules/undici/lib/llhttp', title: 'llhttp (MIT)', file: 'licences/llhttp.txt' },
];

/**
 * Finds the packages that a bundle was made of, with every licence that its files are under.
 *
 * @param root The folder that the inputs are relative to.
 * @param inputs Files as esbuild's metafile names them.
 * @returns By name.
 * @throws Error when a package has no licence file; ZodError when its package.json lacks name, version or licence.
 */
export async function bundledPackages(
	root: string,
	inputs: readonly string[],
): Promise<BundledPackage[]> {
	const packages = new Map<string, { path: string; folders: Set<string> }>();
	for (const input of inputs) {
		const [, before = '', folder, within = ''] = INPUT.exec(input) ?? [];
		if (folder === undefined) continue;
		const found = packages.get(folder) ?? { path: join(root, before, folder), folders: new Set() };
		for (let part = dirname(within); part !== '.'; part = dirname(part)) found.folders.add(part);
		packages.set(folder, found);
	}
	const described = [...packages].map(async ([folder, { path, folders }]) => {
		const manifest = Manifest.parse(JSON.parse(await readFile(join(path, 'package.json'), 'utf8')));
		const licences = [
			...(await licencesIn(path)),
			...(
				await Promise.all([...folders].sort().map((part) => licencesIn(join(path, part))))
			).flat(),
			...(await embeddedLicences(folder, folders)),
		];
		if (licences.length === 0) throw new Error(`${folder} is bundled but has no licence file.`);
		return { ...manifest, folder, licences };
	});
	return (await Promise.all(described)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function licencesIn(folder: string): Promise<string[]> {
	const files = (await readdir(folder)).filter((file) => LICENCE.test(file)).sort();
	return await Promise.all(
		files.map(async (file) => (await readFile(join(folder, file), 'utf8')).trim()),
	);
}

async function embeddedLicences(folder: string, within: ReadonlySet<string>): Promise<string[]> {
	const embedded = EMBEDDED.filter((part) =>
		[...within].some((inner) => `${folder}/${inner}` === part.folder),
	);
	return await Promise.all(
		embedded.map(async ({ title, file }) => {
			const text = await readFile(join(import.meta.dirname, file), 'utf8');
			return `${title}\n\n${text.trim()}`;
		}),
	);
}
