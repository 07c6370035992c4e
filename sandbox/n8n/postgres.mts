import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { requireDebianProgram } from '../../scripts/debianProgram.mts';
import { UserError } from '../../scripts/userError.mjs';
import { findFreePort } from './ports.mts';
import { startRestartable, startService, type RestartableService } from './service.mts';

const run = promisify(execFile);

const DEBIAN_FOLDER = '/usr/lib/postgresql';
const OWNER = 'n8n';

/** A restart keeps its data. */
export type Postgres = RestartableService & {
	/** On 127.0.0.1; anyone there may connect. */
	port: number;
	/** The database's user; there is no password. */
	user: string;
	/** An empty database. */
	database: string;
};

/**
 * Starts a PostgreSQL server of its own, on loopback and with its data in a temporary folder that `stop` removes.
 *
 * @throws UserError when PostgreSQL is missing, or does not start.
 */
export async function startPostgres(): Promise<Postgres> {
	const programs = dirname(await findPostgres());
	const account = await unprivilegedAccount();
	const folder = await mkdtemp(join(tmpdir(), 'n8n-postgres-'));
	const remove = () => rm(folder, { recursive: true, force: true });
	try {
		if (account) await chown(folder, account.uid, account.gid);
		const data = join(folder, 'data');
		await run(
			join(programs, 'initdb'),
			['-D', data, '-U', OWNER, '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'],
			{ cwd: folder, env: environment, ...account },
		);
		const port = await findFreePort();
		const service = await startRestartable(() =>
			startService({
				title: 'PostgreSQL',
				command: join(programs, 'postgres'),
				args: ['-D', data, '-p', String(port), ...settings],
				cwd: folder,
				env: environment,
				logFile: join(folder, 'postgres.log'),
				isReady: () => isReady(join(programs, 'pg_isready'), port),
				...(account ? { account } : {}),
				// Ends the connections that are left; SIGTERM would wait for them.
				stopSignal: 'SIGINT',
			}),
		);
		const stop = async () => {
			await service.stop();
			await remove();
		};
		return { ...service, port, user: OWNER, database: 'postgres', stop };
	} catch (error) {
		await remove();
		throw error;
	}
}

// Nothing of the developer's own PostgreSQL (PGDATA, PGPORT and so on).
const environment = { PATH: process.env['PATH'], LC_ALL: 'C' };

const settings = Object.entries({
	listen_addresses: '127.0.0.1',
	unix_socket_directories: '',
	// Shared memory stays in the data folder, and so nowhere once that is removed.
	dynamic_shared_memory_type: 'mmap',
	// Nobody needs the data after a crash.
	fsync: 'off',
}).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/**
 * Finds the server's program, or installs it where this process may; its other programs are beside it.
 *
 * @throws UserError when it is missing.
 */
export async function findPostgres(): Promise<string> {
	return await requireDebianProgram({
		name: 'postgres',
		packageName: 'postgresql',
		variable: 'POSTGRES_BIN',
		folders: versionsOnDebian,
	});
}

/** Debian keeps the server's programs out of PATH, in one folder for each version. */
function versionsOnDebian(): string[] {
	if (!existsSync(DEBIAN_FOLDER)) return [];
	return readdirSync(DEBIAN_FOLDER)
		.sort((a, b) => Number(b) - Number(a))
		.map((version) => join(DEBIAN_FOLDER, version, 'bin'));
}

/** PostgreSQL refuses to run as root; Debian's package brings an account for it. */
async function unprivilegedAccount(): Promise<{ uid: number; gid: number } | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	const idOf = async (option: string) => Number((await run('id', [option, 'postgres'])).stdout);
	try {
		return { uid: await idOf('-u'), gid: await idOf('-g') };
	} catch (error) {
		throw new UserError(
			'PostgreSQL does not run as root, and there is no account "postgres" for it. Run this as another user.',
			error,
		);
	}
}

async function isReady(program: string, port: number): Promise<boolean> {
	try {
		await run(program, ['-h', '127.0.0.1', '-p', String(port)], { env: environment });
		return true;
	} catch {
		return false;
	}
}
