import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../scripts/userError.mjs';
import { errorCode } from './errorCode.mts';

const START_TIMEOUT_MS = 300_000;
const READY_POLL_MS = 200;
const STOP_WITHIN_MS = 10_000;
const TAIL_LINES = 25;

export type ServiceOptions = {
	/** What the service is called in messages ("n8n"). */
	title: string;
	command: string;
	args: readonly string[];
	/** The folder it runs in; must exist. */
	cwd: string;
	env: NodeJS.ProcessEnv;
	/** Where its output goes; overwritten. */
	logFile: string;
	/** Whether it answers by now. */
	isReady: () => Promise<boolean>;
	/** Whose rights it runs with; only root can give it those of someone else. */
	account?: { uid: number; gid: number };
	/** What asks it to end; SIGTERM when not given. */
	stopSignal?: NodeJS.Signals;
	/** How long it may take to end when it is asked to; ten seconds when not given. */
	stopWithinMs?: number;
};

/** A program that runs in the background until it is stopped. */
export type Service = {
	pid: number;
	/** Seconds from the start of the process until it answered. */
	startSeconds: number;
	/** Ends it and what it started: politely, and with SIGKILL when that takes too long. Calling it twice is harmless. */
	stop(): Promise<void>;
	/** Ends it and what it started as a crash does: with SIGKILL, without a word. */
	kill(): Promise<void>;
};

/** A service that can be started again as it was. */
export type RestartableService = Pick<Service, 'stop'> & {
	/** @param whileDown Done while the service does not run. */
	restart(whileDown: () => Promise<void>): Promise<void>;
};

/**
 * Starts a service that can be restarted.
 *
 * @param start Starts it, each time at the same place.
 */
export async function startRestartable(
	start: () => Promise<Pick<Service, 'stop'>>,
): Promise<RestartableService> {
	let service = await start();
	return {
		stop: async () => {
			await service.stop();
		},
		restart: async (whileDown) => {
			await service.stop();
			await whileDown();
			service = await start();
		},
	};
}

/**
 * Starts a program and waits until it answers. It ends with this process, however that ends (but for SIGKILL).
 *
 * @throws UserError when it ends while starting, or is not ready within five minutes; the last lines of its log are
 *   in the message.
 */
export async function startService(options: ServiceOptions): Promise<Service> {
	const started = performance.now();
	const child = spawnService(options);
	const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
	endWithThisProcess(child);
	const { stopSignal = 'SIGTERM', stopWithinMs = STOP_WITHIN_MS } = options;
	const stop = () => stopProcess(child, ended, { signal: stopSignal, withinMs: stopWithinMs });
	const kill = async () => {
		signalGroup(child, 'SIGKILL');
		await ended;
	};
	try {
		await untilReady(child, options);
	} catch (error) {
		await stop();
		throw error;
	}
	return { pid: child.pid ?? 0, startSeconds: (performance.now() - started) / 1000, stop, kill };
}

function spawnService(options: ServiceOptions): ChildProcess {
	mkdirSync(dirname(options.logFile), { recursive: true });
	const log = openSync(options.logFile, 'w');
	try {
		return spawn(options.command, options.args, {
			cwd: options.cwd,
			env: options.env,
			stdio: ['ignore', log, log],
			// A group of its own: Ctrl-C then reaches it through `stop` only, and what it started can be ended with it.
			detached: true,
			...options.account,
		});
	} finally {
		closeSync(log);
	}
}

async function untilReady(child: ChildProcess, options: ServiceOptions): Promise<void> {
	const { title, isReady, logFile } = options;
	let failure: Error | undefined;
	child.once('error', (error) => {
		failure = error;
	});
	const deadline = performance.now() + START_TIMEOUT_MS;
	while (!(await isReady())) {
		if (failure || hasEnded(child)) {
			const how = failure?.message ?? `it ended with ${child.exitCode ?? child.signalCode}`;
			throw new UserError(`${title} did not start: ${how}.\n${logTail(logFile)}`, failure);
		}
		if (performance.now() > deadline) {
			throw new UserError(
				`${title} was not ready after ${START_TIMEOUT_MS / 1000} s.\n${logTail(logFile)}`,
			);
		}
		await sleep(READY_POLL_MS);
	}
}

function logTail(logFile: string): string {
	const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-TAIL_LINES);
	return `Last lines of ${relative(process.cwd(), logFile)}:\n${lines.join('\n')}`;
}

function hasEnded(child: ChildProcess): boolean {
	return child.exitCode !== null || child.signalCode !== null;
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
	if (child.pid === undefined) return;
	try {
		process.kill(-child.pid, signal);
	} catch (error) {
		// EPERM: macOS says so of a group that has just ended.
		if (!['ESRCH', 'EPERM'].includes(errorCode(error) ?? '')) throw error;
	}
}

async function stopProcess(
	child: ChildProcess,
	ended: Promise<void>,
	{ signal, withinMs }: { signal: NodeJS.Signals; withinMs: number },
): Promise<void> {
	if (child.pid === undefined) return;
	if (!hasEnded(child)) {
		child.kill(signal);
		const timer = new AbortController();
		const late = sleep(withinMs, 'late', { signal: timer.signal }).catch(() => 'ended');
		await Promise.race([ended, late]);
		timer.abort();
	}
	// Takes along what it left behind, e.g. the task runner of n8n.
	signalGroup(child, 'SIGKILL');
	await ended;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** All that runs, under one listener for each signal: several would take each other for someone else's. */
const running = new Set<ChildProcess>();

function endWithThisProcess(child: ChildProcess): void {
	if (running.size === 0) {
		process.on('exit', killAll);
		for (const signal of SIGNALS) process.on(signal, onSignal);
	}
	running.add(child);
	child.once('close', () => {
		running.delete(child);
		if (running.size > 0) return;
		process.off('exit', killAll);
		for (const signal of SIGNALS) process.off(signal, onSignal);
	});
}

function onSignal(signal: NodeJS.Signals): void {
	// Someone else listens too and will stop the services in order.
	if (process.listenerCount(signal) > 1) return;
	killAll();
	process.exit(128 + constants.signals[signal]);
}

function killAll(): void {
	for (const child of running) signalGroup(child, 'SIGKILL');
}
