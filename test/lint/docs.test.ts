import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { dirname, join, normalize, relative } from 'node:path';

import { expect, it } from '@jest/globals';

import { registeredCredentials, registeredNodes, ROOT } from './registered';

/** Where the repository's pages stand on the web. */
const REPOSITORY = 'https://github.com/n8n-nodes-product-content/n8n-nodes-product-content';
const IMAGES = 'docs/images';

/** A link from a file of the repository. */
interface Link {
	from: string;
	/** As it is written, e.g. `../README.md#try-it`. */
	target: string;
}

async function filesOf(...patterns: string[]): Promise<string[]> {
	const files: string[] = [];
	for await (const file of glob(patterns, { cwd: ROOT })) files.push(file.replaceAll('\\', '/'));
	return files.sort();
}

const read = async (file: string): Promise<string> => await readFile(join(ROOT, file), 'utf8');

/** The page without what stands in it as code. */
const withoutCode = (page: string): string =>
	page.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');

/** Links and images to places in the repository; those to the web are left out. Pure. */
function linksIn(from: string, page: string): Link[] {
	return [...withoutCode(page).matchAll(/\]\(<?([^)>\s]+)>?(?:\s"[^"]*")?\)/g)]
		.map(([, target = '']) => ({ from, target }))
		.filter(({ target }) => !/^[a-z]+:/i.test(target));
}

/** The anchors of a page, as GitHub makes them of its headings. Pure. */
function anchorsOf(page: string): Set<string> {
	const anchors = new Set<string>();
	for (const [, heading = ''] of page
		.replace(/^```[\s\S]*?^```/gm, '')
		.matchAll(/^#{1,6} (.+)$/gm)) {
		const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
		const anchor = plain
			.replace(/[^\p{L}\p{N}\s_-]/gu, '')
			.trim()
			.replace(/\s/g, '-');
		const same = [...anchors].filter((each) => each === anchor || each.startsWith(`${anchor}-`));
		anchors.add(anchors.has(anchor) ? `${anchor}-${same.length}` : anchor);
	}
	return anchors;
}

/** What a link leads to: a file from the repository's root, and an anchor in it. */
function placeOf({ from, target }: Link): { file: string; anchor: string } {
	const [path = '', anchor = ''] = target.split('#');
	const file = path === '' ? from : normalize(join(dirname(from), decodeURI(path)));
	return { file: file.replaceAll('\\', '/'), anchor };
}

const pages = await filesOf('*.md', 'docs/**/*.md', '.github/**/*.md');
const texts = new Map(
	await Promise.all(pages.map(async (page) => [page, await read(page)] as const)),
);
const links = [...texts].flatMap(([page, text]) => linksIn(page, text));

/** Why a link leads nowhere; undefined for one that leads somewhere. */
function fault(link: Link): string | undefined {
	const { file, anchor } = placeOf(link);
	const said = `${link.from}: ${link.target}`;
	if (relative(ROOT, join(ROOT, file)).startsWith('..') || !existsSync(join(ROOT, file))) {
		return `${said} (no such file)`;
	}
	if (anchor === '') return undefined;
	return anchorsOf(texts.get(file) ?? '').has(anchor) ? undefined : `${said} (no such heading)`;
}

const faults = (all: readonly Link[]): string[] => all.flatMap((link) => fault(link) ?? []);

it('every link and image of a page leads somewhere', () => {
	expect(links.length).toBeGreaterThan(50);
	expect(faults(links)).toEqual([]);
});

it('every picture is shown', async () => {
	const shown = new Set(links.map((link) => placeOf(link).file));
	const pictures = await filesOf(`${IMAGES}/*`);
	expect(pictures.filter((picture) => !shown.has(picture))).toEqual([]);
});

it('every page is reached from the README', () => {
	const reached = new Set<string>();
	const visit = (page: string): void => {
		if (reached.has(page)) return;
		reached.add(page);
		for (const link of linksIn(page, texts.get(page) ?? '')) visit(placeOf(link).file);
	};
	visit('README.md');
	expect(pages.filter((page) => page.startsWith('docs/') && !reached.has(page))).toEqual([]);
});

/** An address of the repository's pages as a link from its root; undefined for another one. */
function ownLink(from: string, url: string): Link | undefined {
	if (!url.startsWith(REPOSITORY)) return undefined;
	// As the README would write it, which stands in the root.
	return { from: 'README.md', target: url.slice(REPOSITORY.length).replace(/^\/blob\/main\//, '') };
}

it('what n8n links to from nodes and credentials is there', async () => {
	const credentials = await registeredCredentials();
	const nodes = await registeredNodes();
	const codex = await Promise.all(
		nodes.map(async ({ file }) => ({ file, text: await read(file.replace(/\.ts$/, '.json')) })),
	);
	const named = [
		...credentials.map(({ file, instance }) => ({ file, url: instance.documentationUrl ?? '' })),
		...codex.flatMap(({ file, text }) =>
			[...text.matchAll(/"url": "([^"]+)"/g)].map(([, url = '']) => ({ file, url })),
		),
	];
	expect(named.length).toBeGreaterThan(credentials.length + nodes.length);
	expect(faults(named.flatMap(({ file, url }) => ownLink(file, url) ?? []))).toEqual([]);
});
