import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireDebianProgram } from '../../scripts/debianProgram.mts';
import { findFreePort } from './ports.mts';
import { startRestartable, startService, type RestartableService } from './service.mts';

const HOST = '127.0.0.1';

/** A restart empties it. */
export type Redis = RestartableService & {
	/** On 127.0.0.1, without a password. */
	port: number;
};

/**
 * Starts a Redis server of its own, on loopback; it keeps nothing on disk but its log, which `stop` removes.
 *
 * @throws UserError when Redis is missing, or does not start.
 */
export async function startRedis(): Promise<Redis> {
	const program = await findRedis();
	const folder = await mkdtemp(join(tmpdir(), 'n8n-redis-'));
	const remove = () => rm(folder, { recursive: true, force: true });
	try {
		const port = await findFreePort();
		const service = await startRestartable(() =>
			startService({
				title: 'Redis',
				command: program,
				args: ['--port', String(port), '--bind', HOST, '--save', '', '--appendonly', 'no'],
				cwd: folder,
				env: { PATH: process.env['PATH'], LC_ALL: 'C' },
				logFile: join(folder, 'redis.log'),
				isReady: () => answersPing(port),
			}),
		);
		const stop = async () => {
			await service.stop();
			await remove();
		};
		return { ...service, port, stop };
	} catch (error) {
		await remove();
		throw error;
	}
}

/**
 * Finds the server's program, or installs it where this process may.
 *
 * @throws UserError when it is missing.
 */
export async function findRedis(): Promise<string> {
	return await requireDebianProgram({
		name: 'redis-server',
		packageName: 'redis-server',
		variable: 'REDIS_BIN',
	});
}

async function answersPing(port: number): Promise<boolean> {
	const socket = connect(port, HOST);
	try {
		const reply = once(socket, 'data');
		socket.write('PING\r\n');
		return String(await reply).startsWith('+PONG');
	} catch {
		return false;
	} finally {
		socket.destroy();
	}
}
