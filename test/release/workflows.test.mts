import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { projectRoot } from '../../scripts/paths.mjs';

const folder = join(projectRoot, '.github/workflows');
const files = await readdir(folder);
const workflows = await Promise.all(
	files.map(async (file): Promise<[string, string]> => [
		file,
		await readFile(join(folder, file), 'utf8'),
	]),
);

/** Every action that a workflow uses: what stands behind `uses:`, with the comment. Our own workflows are none. */
function actionsOf(text: string): string[] {
	return [...text.matchAll(/^\s*(?:-\s+)?uses:\s*(.+)$/gm)]
		.map(([, action = '']) => action.trim())
		.filter((action) => !action.startsWith('./.github/workflows/'));
}

describe.each(workflows)('%s', (_file, text) => {
	it('uses actions by their commit only, with the version in a comment', () => {
		for (const action of actionsOf(text)) {
			expect(action).toMatch(/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
		}
	});

	it('grants reading by default, and says so', () => {
		expect(text).toMatch(/^permissions:\n {2}contents: read\n/m);
	});
});

it('all workflows use the same commit of an action', () => {
	const commits = new Map<string, Set<string>>();
	for (const action of workflows.flatMap(([, text]) => actionsOf(text))) {
		const [name = '', commit = ''] = action.split('@');
		commits.set(name, (commits.get(name) ?? new Set()).add(commit));
	}
	expect(commits.size).toBeGreaterThan(0);
	expect([...commits].filter(([, of]) => of.size > 1)).toEqual([]);
});

it('exactly one job may publish, and it runs neither our code nor that of our dependencies', () => {
	const jobs = workflows.flatMap(([, text]) => text.split(/^ {2}(?=[\w-]+:$)/m));
	const publishing = jobs.filter((job) => job.includes('id-token: write'));
	expect(publishing).toHaveLength(1);
	expect(publishing[0]).toMatch(/^ {4}environment: npm$/m);
	expect(publishing[0]).not.toMatch(/actions\/checkout|npm (ci|install|run|test)/);
});
