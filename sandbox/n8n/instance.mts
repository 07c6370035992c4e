import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { node24 } from '../../scripts/paths.mjs';
import { UserError } from '../../scripts/userError.mjs';
import { errorCode } from './errorCode.mts';
import { n8nEnvironment } from './environment.mts';
import { n8nProgram } from './paths.mts';
import { findFreePort, requireFreePort } from './ports.mts';
import { N8nRest } from './rest.mts';

const START_TIMEOUT_MS = 180_000;
const READY_POLL_MS = 200;
const KILL_AFTER_MS = 10_000;
const TAIL_LINES = 25;

export type N8nOptions = {
	/** Port of the editor and of REST, on 127.0.0.1. */
	port: number;
	/** Where this n8n keeps database, settings and packages; made when missing. */
	userFolder: string;
	/** Further environment variables for n8n; they win over the sandbox's own. */
	env?: Readonly<Record<string, string>>;
	/** Where n8n's output goes; overwritten. */
	logFile: string;
	/** What to tell the user when the port is taken: the option that chooses another one. */
	portOption?: string;
};

/** A running n8n, signed in as its owner once `rest.signIn` was called. */
export type N8n = {
	/** The editor's address, e.g. http://localhost:5678. */
	url: string;
	rest: N8nRest;
	/** n8n's process id, e.g. to measure its memory. */
	pid: number;
	/** Seconds from the start of the process until REST answered. */
	startSeconds: number;
	/** Ends n8n and what it started: SIGTERM, and SIGKILL after ten seconds. Calling it twice is harmless. */
	stop(): Promise<void>;
};

/**
 * Starts the installed n8n on Node 24 with SQLite, without calls to the outside, and waits until REST answers. n8n
 * ends with this process, however that ends (but for SIGKILL).
 *
 * @throws UserError when the port is taken, n8n ends while starting, or is not ready within three minutes; the last
 *   lines of its log are in the message.
 */
export async function startN8n(options: N8nOptions): Promise<N8n> {
	await requireFreePort(options.port, 'n8n', options.portOption ?? 'another `port`');
	const started = performance.now();
	const child = spawnN8n(options, await findFreePort());
	const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
	endWithThisProcess(child);
	const rest = new N8nRest(`http://127.0.0.1:${options.port}`);
	const stop = () => stopProcess(child, ended);
	try {
		await untilReady(child, rest, options.logFile);
	} catch (error) {
		await stop();
		throw error;
	}
	return {
		url: `http://localhost:${options.port}`,
		rest,
		pid: child.pid ?? 0,
		startSeconds: (performance.now() - started) / 1000,
		stop,
	};
}

function spawnN8n(options: N8nOptions, brokerPort: number): ChildProcess {
	mkdirSync(options.userFolder, { recursive: true, mode: 0o700 });
	mkdirSync(dirname(options.logFile), { recursive: true });
	const log = openSync(options.logFile, 'w');
	try {
		const { port, userFolder, env = {} } = options;
		return spawn(node24, [n8nProgram, 'start'], {
			cwd: userFolder,
			env: n8nEnvironment({ port, brokerPort, userFolder, env }),
			stdio: ['ignore', log, log],
			// A group of its own: Ctrl-C then reaches n8n through `stop` only, and n8n's task runner can be ended with it.
			detached: true,
		});
	} finally {
		closeSync(log);
	}
}

async function untilReady(child: ChildProcess, rest: N8nRest, logFile: string): Promise<void> {
	let failure: Error | undefined;
	child.once('error', (error) => {
		failure = error;
	});
	const deadline = performance.now() + START_TIMEOUT_MS;
	while (!(await rest.isReady())) {
		if (failure || hasEnded(child)) {
			const how = failure?.message ?? `it ended with ${child.exitCode ?? child.signalCode}`;
			throw new UserError(`n8n did not start: ${how}.\n${logTail(logFile)}`, failure);
		}
		if (performance.now() > deadline) {
			throw new UserError(
				`n8n was not ready after ${START_TIMEOUT_MS / 1000} s.\n${logTail(logFile)}`,
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

async function stopProcess(child: ChildProcess, ended: Promise<void>): Promise<void> {
	if (child.pid === undefined) return;
	if (!hasEnded(child)) {
		child.kill('SIGTERM');
		const timer = new AbortController();
		const late = sleep(KILL_AFTER_MS, 'late', { signal: timer.signal }).catch(() => 'ended');
		await Promise.race([ended, late]);
		timer.abort();
	}
	// Takes the task runner along if n8n left it behind.
	signalGroup(child, 'SIGKILL');
	await ended;
}

function endWithThisProcess(child: ChildProcess): void {
	const kill = () => signalGroup(child, 'SIGKILL');
	const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
	const onSignal = (signal: NodeJS.Signals) => {
		// Someone else listens too and will stop n8n in order.
		if (process.listenerCount(signal) > 1) return;
		kill();
		process.exit(128 + constants.signals[signal]);
	};
	process.once('exit', kill);
	for (const signal of signals) process.on(signal, onSignal);
	child.once('close', () => {
		process.off('exit', kill);
		for (const signal of signals) process.off(signal, onSignal);
	});
}
