import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runLongStep } from './longStep.mjs';
import { takeLock } from './lock.mjs';
import { cacheFolder } from './paths.mjs';
import { UserError } from './userError.mjs';

const APT = '/usr/bin/apt-get';

export type DebianProgram = {
	/** The file's name ("redis-server"). */
	name: string;
	/** The Debian package that brings it ("redis-server"). */
	packageName: string;
	/** Environment variable with the folder that holds it, for machines that keep it elsewhere. */
	variable: string;
	/** Folders to look in before those of PATH, the preferred one first; asked again after an installation. */
	folders?: () => readonly string[];
};

/**
 * Finds a program of the machine: in the folder that its environment variable names, on PATH, or where Debian puts it.
 * Where it is missing and this process is root on Debian, its package is installed.
 *
 * @returns The program's path.
 * @throws UserError when it is missing and cannot be installed; the message says what to install.
 */
export async function requireDebianProgram(wanted: DebianProgram): Promise<string> {
	const present = findProgram(wanted);
	if (present !== undefined) return present;
	// Whoever names a folder does not want Debian's.
	if (process.env[wanted.variable] || !canInstall()) throw missing(wanted);
	await install(wanted);
	const installed = findProgram(wanted);
	if (installed === undefined) throw missing(wanted);
	return installed;
}

function findProgram({ name, variable, folders = () => [] }: DebianProgram): string | undefined {
	const named = process.env[variable];
	const onPath = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
	const searched = named ? [named] : [...folders(), ...onPath];
	return searched.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

function canInstall(): boolean {
	return process.getuid?.() === 0 && existsSync(APT);
}

async function install({ packageName }: DebianProgram): Promise<void> {
	const release = await takeLock(join(cacheFolder, 'locks/apt.lock'));
	try {
		const step = (label: string, args: string[]) =>
			runLongStep({
				label,
				command: APT,
				args,
				cwd: '/',
				// In runlevel 1 Debian starts no services: only our own copy shall run, and only while it is needed.
				env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
				log: join(cacheFolder, `logs/apt-${packageName}.log`),
			});
		await step("Reading Debian's list of packages", ['update', '--quiet']);
		await step(`Installing Debian's ${packageName}`, [
			'install',
			'--yes',
			'--quiet',
			'--no-install-recommends',
			packageName,
		]);
	} finally {
		release();
	}
}

function missing({ name, packageName, variable }: DebianProgram): UserError {
	return new UserError(
		`The program ${name} was not found. Install it (on Debian and Ubuntu: sudo apt-get install ` +
			`--no-install-recommends ${packageName}), or set ${variable} to the folder that holds it, and run the command again.`,
	);
}
