import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { takeLock } from './lock.mjs';
import { runLongStep } from './longStep.mjs';
import { requireDiskSpace } from './diskSpace.mjs';
import { requireRegistry } from './registry.mjs';

/**
 * Makes node_modules of a folder what its package-lock.json says. Install scripts do not run, apart from those of
 * `rebuild`: one native package that does not build on the machine's Node would end the whole installation.
 *
 * @param {object} tree
 * @param {string} tree.folder Holds package.json and package-lock.json.
 * @param {string} tree.name For the names of logs and locks ("project", "n8n").
 * @param {string} tree.title For messages ("the project").
 * @param {string} tree.cache Folder for logs and locks.
 * @param {number} tree.gigabytes Disk space that the installation takes.
 * @param {string} tree.announcement Said before an installation starts.
 * @param {{ name: string, provides: string, label: string }[]} tree.rebuild Packages whose install scripts must run;
 *   `provides` is a file (from the folder) that exists when they have.
 * @param {() => { command: string, prefix: string[], env: NodeJS.ProcessEnv }} tree.npm How npm is called; asked only
 *   when it is needed, since finding npm costs a process.
 * @returns {Promise<boolean>} Whether anything had to be done.
 * @throws {UserError} No disk space, or a step failed.
 */
export async function ensureNpmTree({
	folder,
	name,
	title,
	cache,
	gigabytes,
	announcement,
	rebuild,
	npm,
}) {
	if (isCurrent(folder, rebuild)) return false;
	const release = await takeLock(join(cache, 'locks', `${name}.lock`), {
		onWait: (pid) => console.log(`- Another run (process ${pid}) is installing ${title}; waiting.`),
	});
	try {
		if (isCurrent(folder, rebuild)) return true;
		const host = npm();
		const { command, prefix, env } = host;
		const step = (label, args, log, detail) =>
			runLongStep({
				label,
				command,
				args: [...prefix, ...args],
				cwd: folder,
				env,
				log: join(cache, 'logs', log),
				detail,
			});
		if (!matchesLockFile(folder)) {
			await requireDiskSpace(folder, gigabytes, `Installing ${title}`);
			requireRegistry(host, folder);
			console.log(announcement);
			await step(
				`Installing the packages of ${title}`,
				['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund'],
				`${name}-npm-ci.log`,
				diskUseSince(folder),
			);
		}
		for (const part of rebuild) {
			if (existsSync(join(folder, part.provides))) continue;
			await step(
				part.label,
				['rebuild', part.name, '--ignore-scripts=false', '--foreground-scripts'],
				`${name}-rebuild-${part.name}.log`,
			);
		}
		writeFileSync(stampPath(folder), lockHash(folder));
		return true;
	} finally {
		release();
	}
}

const stampPath = (folder) => join(folder, 'node_modules', '.setup-stamp');

function lockHash(folder) {
	return createHash('sha256')
		.update(readFileSync(join(folder, 'package-lock.json')))
		.digest('hex');
}

function isCurrent(folder, rebuild) {
	return (
		existsSync(stampPath(folder)) &&
		readFileSync(stampPath(folder), 'utf8') === lockHash(folder) &&
		rebuild.every(({ provides }) => existsSync(join(folder, provides)))
	);
}

/**
 * npm leaves a lock file of what it installed. When that agrees with package-lock.json (after a plain
 * `npm install`, say) there is nothing to install again.
 */
function matchesLockFile(folder) {
	const installedPath = join(folder, 'node_modules', '.package-lock.json');
	if (!existsSync(installedPath)) return false;
	const installed = JSON.parse(readFileSync(installedPath, 'utf8')).packages ?? {};
	const wanted = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages ?? {};
	return Object.entries(wanted).every(
		([path, { version, optional }]) =>
			path === '' ||
			installed[path]?.version === version ||
			// Optional packages of other platforms are in the lock file only.
			(optional && installed[path] === undefined),
	);
}

/** npm makes all folders first, so their number says nothing: what it has written does. */
function diskUseSince(folder) {
	const free = () => {
		const { bavail, bsize } = statfsSync(folder);
		return bavail * bsize;
	};
	const before = free();
	return () => `${(Math.max(0, before - free()) / 1e9).toFixed(1)} GB written`;
}
