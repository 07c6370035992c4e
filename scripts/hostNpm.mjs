import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { projectRoot } from './paths.mjs';
import { UserError } from './userError.mjs';

/** What `npm start` adds about the project and the script; npm calls in other folders must not inherit it. */
const SCRIPT_ONLY = /^npm_(package_|lifecycle_|command$|config_local_prefix$)/;

/**
 * Finds the machine's own npm and Node. npm runs on that Node, not on the project's Node 24: native packages are built
 * against the headers that belong to it, which the machine has.
 *
 * @returns {{ command: string, prefix: string[], env: NodeJS.ProcessEnv }} Call it as
 *   `spawn(command, [...prefix, 'install'], { env })`.
 * @throws {UserError} When there is no npm.
 */
export function hostNpm() {
	const path = (process.env.PATH ?? '')
		.split(delimiter)
		.filter((folder) => !folder.startsWith(join(projectRoot, 'node_modules')))
		.join(delimiter);
	const env = Object.fromEntries(
		Object.entries(process.env).filter(([name]) => !SCRIPT_ONLY.test(name)),
	);
	const node = hostNode(path);
	const cli = npmCli(path);
	const npm = cli ? { command: node, prefix: [cli] } : { command: 'npm', prefix: [] };
	const found = { ...npm, env: { ...env, PATH: path } };
	const version = spawnSync(found.command, [...found.prefix, '--version'], { env: found.env });
	if (version.status !== 0) {
		throw new UserError(
			'npm was not found. Install Node.js 20.19 or newer with npm (https://nodejs.org) and run the command again.',
			version.error,
		);
	}
	return found;
}

function hostNode(path) {
	const candidates = [process.env.npm_node_execpath, process.execPath, findOnPath('node', path)];
	return (
		candidates.find(
			(file) => file && existsSync(file) && !file.startsWith(join(projectRoot, 'node_modules')),
		) ?? process.execPath
	);
}

function npmCli(path) {
	const isNpm = (file) => file !== undefined && basename(file) === 'npm-cli.js';
	const told = process.env.npm_execpath;
	if (isNpm(told) && existsSync(told)) return told;
	const onPath = findOnPath('npm', path);
	return isNpm(onPath) ? onPath : undefined;
}

function findOnPath(name, path) {
	const file = path
		.split(delimiter)
		.map((folder) => join(folder, name))
		.find((candidate) => existsSync(candidate));
	return file && realpathSync(file);
}
