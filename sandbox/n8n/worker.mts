import { readFile } from 'node:fs/promises';
import { findFreePort } from './ports.mts';
import { startN8nProcess } from './process.mts';
import type { Service } from './service.mts';
import { N8nSession } from './session.mts';

export type WorkerOptions = {
	/** Where this worker keeps its files and finds packages; no other n8n may use it. */
	userFolder: string;
	/** What leads it to the queue and the database of its n8n. */
	env: Readonly<Record<string, string>>;
	/** Where its output goes; overwritten. */
	logFile: string;
	/** How many executions it works on at once. */
	concurrency: number;
};

/** A process that takes executions from the queue of an n8n. */
export type Worker = Service & {
	/** The ids of the executions that it has taken so far, in order. */
	executions(): Promise<string[]>;
};

/** What the process itself needs to end. */
const END_MS = 5_000;

/** The line that a worker logs when it takes an execution. */
const TAKEN = /Worker started execution (\S+) \(job/g;

/**
 * Starts a worker of the installed n8n and waits until it takes executions. It ends with this process.
 *
 * @throws UserError when it ends while starting, or is not ready within five minutes.
 */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
	const { concurrency, env, logFile, userFolder } = options;
	const healthPort = await findFreePort();
	const session = new N8nSession(`http://127.0.0.1:${healthPort}`);
	const service = await startN8nProcess({
		title: 'The n8n worker',
		args: ['worker', `--concurrency=${concurrency}`],
		// A worker serves its health there and nothing else.
		port: healthPort,
		userFolder,
		env: {
			...env,
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			QUEUE_HEALTH_CHECK_PORT: String(healthPort),
		},
		logFile,
		isReady: () => session.answers('/healthz/readiness'),
		...stopWithin(env['N8N_GRACEFUL_SHUTDOWN_TIMEOUT']),
	});
	return {
		...service,
		executions: async () =>
			[...(await readFile(logFile, 'utf8')).matchAll(TAKEN)].map(([, id = '']) => id),
	};
}

/** A worker ends its executions first, for as many seconds as n8n's setting gives it. */
function stopWithin(seconds: string | undefined): { stopWithinMs?: number } {
	return seconds === undefined ? {} : { stopWithinMs: Number(seconds) * 1000 + END_MS };
}
