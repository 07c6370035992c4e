import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { node24 } from '../../../scripts/paths.mjs';
import type { Question } from './answers.mts';

const ANSWER_WITHIN_MS = 120_000;

const Answer = z.union([
	z.object({ failure: z.string() }).strict(),
	z.object({ result: z.unknown() }),
]);

/** A process of its own that answers questions (answers.mts); its memory and CPU time are nobody else's. */
export class Child {
	readonly #process: ChildProcess;
	readonly #name: string;

	/**
	 * @param program Its file.
	 * @param options.env Added to this process's environment.
	 * @param options.nodeOptions Options for Node itself.
	 */
	constructor(
		program: string,
		options: {
			args?: readonly string[];
			env?: Readonly<Record<string, string>>;
			nodeOptions?: readonly string[];
		} = {},
	) {
		this.#name = program;
		this.#process = fork(program, [...(options.args ?? [])], {
			execPath: node24,
			execArgv: [...(options.nodeOptions ?? [])],
			env: { ...process.env, ...options.env },
			stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
		});
	}

	/**
	 * Asks one question and waits for its answer. One at a time.
	 *
	 * @throws Error with the child's own message when it failed, ended or took more than two minutes.
	 */
	async ask<Out>(question: string, schema: z.ZodType<Out, z.ZodTypeDef, unknown>): Promise<Out> {
		const waiting = new AbortController();
		const { signal } = waiting;
		const late = sleep(ANSWER_WITHIN_MS, undefined, { signal }).then(() => {
			throw new Error(`${this.#name} has not answered ${question} in ${ANSWER_WITHIN_MS / 1000} s`);
		});
		const ended = once(this.#process, 'exit', { signal }).then(([code]: unknown[]) => {
			throw new Error(`${this.#name} ended with ${String(code)} instead of answering ${question}`);
		});
		const received = once(this.#process, 'message', { signal }).then(([reply]: unknown[]) => reply);
		try {
			const message: Question = { question };
			this.#process.send(message);
			const answer = Answer.parse(await Promise.race([received, ended, late]));
			if ('failure' in answer) throw new Error(`${this.#name}: ${answer.failure}`);
			return schema.parse(answer.result);
		} finally {
			// What has lost the race must not be reported as forgotten.
			for (const loser of [received, ended, late]) loser.catch(() => undefined);
			waiting.abort();
		}
	}

	/** Ends it, however busy it is. */
	async stop(): Promise<void> {
		if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
		const exited = once(this.#process, 'exit');
		this.#process.kill('SIGKILL');
		await exited;
	}
}
