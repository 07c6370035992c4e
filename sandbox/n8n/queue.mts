import { randomBytes } from 'node:crypto';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startN8n, type N8n } from './instance.mts';
import { findFreePort } from './ports.mts';
import { startPostgres, type Postgres } from './postgres.mts';
import { startRedis, type Redis } from './redis.mts';
import type { Service } from './service.mts';
import { startWebhookProcessor, type WebhookProcessor } from './webhookProcessor.mts';
import { startWorker, type Worker } from './worker.mts';

export type N8nQueueOptions = {
	/** How many worker processes there are. */
	workers: number;
	/** How many executions a worker takes at once. With 1, executions of the same time are on different workers. */
	workerConcurrency: number;
	/** Whether a process of its own answers all calls of webhooks and waiting executions, instead of the main process. */
	webhookProcessor?: boolean;
	/** A user folder with the community packages that all processes shall have. */
	packagesFrom: string;
	/** Where user folders and logs of the processes are put; must exist. */
	folder: string;
	/** Further environment variables for all processes. */
	env?: Readonly<Record<string, string>>;
};

/** As a deployment ends a process, or as a crash does. */
export type End = 'orderly' | 'crash';

export type N8nQueue = {
	/** The main process: editor and REST. It hands all executions over, manual ones too. */
	readonly main: N8n;
	/** The workers that run, in the order of their start. */
	readonly workers: readonly Worker[];
	/** Undefined unless asked for. */
	readonly webhookProcessor: WebhookProcessor | undefined;
	/** Starts one more worker. */
	addWorker(): Promise<Worker>;
	/** Ends one worker. */
	endWorker(worker: Worker, end: End): Promise<void>;
	/**
	 * Ends everything, database and Redis too, and starts it again at the same addresses, with as many workers. The
	 * processes are others afterwards, and the `rest` of the main process is not signed in. The database keeps what it
	 * has, Redis nothing.
	 */
	restart(end: End): Promise<void>;
	/** Ends workers, webhook processor, main process, database and Redis. Calling it twice is harmless. */
	stop(): Promise<void>;
};

/**
 * Starts the installed n8n in queue mode: a main process that runs no workflows, workers that take them from a queue,
 * and a Redis and a PostgreSQL of their own. All of it listens on loopback only and ends with this process.
 *
 * @throws UserError when Redis or PostgreSQL is missing, or something does not start.
 */
export async function startN8nQueue(options: N8nQueueOptions): Promise<N8nQueue> {
	const services: Array<{ stop(): Promise<void> }> = [];
	const stopServices = async () => {
		for (const service of services.splice(0).reverse()) await service.stop();
	};
	try {
		const redis = await startRedis();
		services.push(redis);
		const postgres = await startPostgres();
		services.push(postgres);
		const processes = new Processes(options, {
			main: await findFreePort(),
			...(options.webhookProcessor === true ? { webhooks: await findFreePort() } : {}),
			env: queueEnvironment(redis, postgres),
		});
		services.push(processes);
		await processes.start(options.workers);
		return {
			get main() {
				return processes.main();
			},
			get workers() {
				return processes.workers;
			},
			get webhookProcessor() {
				return processes.webhookProcessor;
			},
			addWorker: () => processes.addWorker(),
			endWorker: (worker, end) => processes.endWorker(worker, end),
			restart: async (end) => {
				const workers = processes.workers.length;
				await processes.end(end);
				await postgres.restart(async () => {
					await redis.restart(async () => {});
				});
				await processes.start(workers);
			},
			stop: stopServices,
		};
	} catch (error) {
		await stopServices();
		throw error;
	}
}

/** Where the processes of an n8n listen, and what leads them to each other. */
type Places = { main: number; webhooks?: number; env: Record<string, string> };

const ways: Record<End, (service: Service) => Promise<void>> = {
	orderly: (service) => service.stop(),
	crash: (service) => service.kill(),
};

/** The processes of n8n itself. */
class Processes {
	readonly #options: N8nQueueOptions;
	readonly #places: Places;
	#main: N8n | undefined;
	#webhookProcessor: WebhookProcessor | undefined;
	#workers: Worker[] = [];
	#workersSoFar = 0;

	constructor(options: N8nQueueOptions, places: Places) {
		this.#options = options;
		const { webhooks } = places;
		this.#places = {
			...places,
			env: {
				...places.env,
				...(webhooks === undefined ? {} : webhookEnvironment(webhooks)),
				...options.env,
			},
		};
	}

	main(): N8n {
		if (this.#main === undefined) throw new Error('The main process of n8n does not run');
		return this.#main;
	}

	get webhookProcessor(): WebhookProcessor | undefined {
		return this.#webhookProcessor;
	}

	get workers(): readonly Worker[] {
		return this.#workers;
	}

	// One after the other: each looks for free ports.
	async start(workers: number): Promise<void> {
		const { main, webhooks, env } = this.#places;
		this.#main = await startN8n({ port: main, env, ...(await this.#filesOf('main')) });
		if (webhooks !== undefined) {
			this.#webhookProcessor = await startWebhookProcessor({
				port: webhooks,
				env,
				...(await this.#filesOf('webhooks')),
			});
		}
		for (let number = 0; number < workers; number += 1) await this.addWorker();
	}

	async addWorker(): Promise<Worker> {
		this.#workersSoFar += 1;
		const worker = await startWorker({
			concurrency: this.#options.workerConcurrency,
			env: this.#places.env,
			...(await this.#filesOf(`worker-${this.#workersSoFar}`)),
		});
		this.#workers.push(worker);
		return worker;
	}

	async endWorker(worker: Worker, end: End): Promise<void> {
		this.#workers = this.#workers.filter((candidate) => candidate !== worker);
		await ways[end](worker);
	}

	async end(end: End): Promise<void> {
		const running = [this.#main, this.#webhookProcessor, ...this.#workers];
		this.#main = undefined;
		this.#webhookProcessor = undefined;
		this.#workers = [];
		await Promise.all(running.map(async (service) => service && (await ways[end](service))));
	}

	async stop(): Promise<void> {
		await this.end('orderly');
	}

	/** Each process has a folder of its own: n8n keeps a journal there by which it notices its own crashes. */
	async #filesOf(name: string): Promise<{ userFolder: string; logFile: string }> {
		const { folder, packagesFrom } = this.#options;
		const userFolder = join(folder, name);
		await mkdir(join(userFolder, '.n8n'), { recursive: true, mode: 0o700 });
		await cp(join(packagesFrom, '.n8n/nodes'), join(userFolder, '.n8n/nodes'), { recursive: true });
		return { userFolder, logFile: join(folder, `${name}.log`) };
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

/** Makes the webhook processor the only one that takes calls, and every address that n8n tells its own. */
function webhookEnvironment(port: number): Record<string, string> {
	return {
		N8N_WEBHOOK_URL: `http://localhost:${port}/`,
		N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
	};
}
