import { randomBytes } from 'node:crypto';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startN8n, type N8n } from './instance.mts';
import { findFreePort } from './ports.mts';
import { startPostgres, type Postgres } from './postgres.mts';
import { startRedis, type Redis } from './redis.mts';
import { startWorker, type Worker } from './worker.mts';

export type N8nQueueOptions = {
	/** How many worker processes there are. */
	workers: number;
	/** How many executions a worker takes at once. With 1, executions of the same time are on different workers. */
	workerConcurrency: number;
	/** A user folder with the community packages that main process and workers shall have. */
	packagesFrom: string;
	/** Where user folders and logs of the processes are put; must exist. */
	folder: string;
};

export type N8nQueue = {
	/** The main process: editor and REST. It hands all executions over, manual ones too. */
	main: N8n;
	workers: Worker[];
	/** Ends workers, main process, database and Redis. Calling it twice is harmless. */
	stop(): Promise<void>;
};

/**
 * Starts the installed n8n in queue mode: a main process that runs no workflows, workers that take them from a queue,
 * and a Redis and a PostgreSQL of their own. All of it listens on loopback only and ends with this process.
 *
 * @throws UserError when Redis or PostgreSQL is missing, or something does not start.
 */
export async function startN8nQueue(options: N8nQueueOptions): Promise<N8nQueue> {
	const running: Array<{ stop(): Promise<void> }> = [];
	const keep = <Part extends { stop(): Promise<void> }>(part: Part): Part => {
		running.push(part);
		return part;
	};
	const stop = async () => {
		for (const part of running.splice(0).reverse()) await part.stop();
	};
	try {
		const redis = keep(await startRedis());
		const postgres = keep(await startPostgres());
		const env = queueEnvironment(redis, postgres);
		const main = keep(
			await startN8n({
				port: await findFreePort(),
				userFolder: await userFolderOf(options, 'main'),
				logFile: join(options.folder, 'main.log'),
				env,
			}),
		);
		// One after the other: each looks for free ports.
		const workers: Worker[] = [];
		for (let number = 1; number <= options.workers; number += 1) {
			const worker = await startWorker({
				userFolder: await userFolderOf(options, `worker-${number}`),
				logFile: join(options.folder, `worker-${number}.log`),
				concurrency: options.workerConcurrency,
				env,
			});
			workers.push(keep(worker));
		}
		return { main, workers, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

function queueEnvironment(redis: Redis, postgres: Postgres): Record<string, string> {
	return {
		EXECUTIONS_MODE: 'queue',
		OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(postgres.port),
		DB_POSTGRESDB_USER: postgres.user,
		DB_POSTGRESDB_DATABASE: postgres.database,
		// The workers read the credentials that the main process stores.
		N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
	};
}

/** Each process has its own: n8n keeps a journal there by which it notices its own crashes. */
async function userFolderOf(options: N8nQueueOptions, name: string): Promise<string> {
	const userFolder = join(options.folder, name);
	await mkdir(join(userFolder, '.n8n'), { recursive: true, mode: 0o700 });
	await cp(join(options.packagesFrom, '.n8n/nodes'), join(userFolder, '.n8n/nodes'), {
		recursive: true,
	});
	return userFolder;
}
