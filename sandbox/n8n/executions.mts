import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { readRunData, type RunResult } from './runData.mts';
import type { N8nSession } from './session.mts';

const FINISHED = ['success', 'error', 'canceled', 'crashed'] as const;

export type ExecutionStatus = (typeof FINISHED)[number];

/** A finished execution without its data. */
export type ExecutionSummary = {
	id: string;
	status: ExecutionStatus;
	/** What started it: "manual", "trigger" (a poll too), "webhook", ... */
	mode: string;
};

export type Execution = RunResult &
	ExecutionSummary & {
		/** From the start to the end, by n8n's clock. */
		seconds: number;
		/** By n8n's clock. */
		endedAt: Date;
	};

/** An execution that waits for a person or a time, and what its nodes have put out so far. */
export type WaitingExecution = RunResult & {
	id: string;
	status: 'waiting';
	/** From the start until it began to wait, by n8n's clock. */
	seconds: number;
};

/** How long to wait for something, and what ends the waiting. */
export type Patience = { timeoutMs?: number; signal?: AbortSignal };

const RUN_TIMEOUT_MS = 10 * 60_000;
const COUNT_TIMEOUT_MS = 3 * 60_000;
const POLL_MIN_MS = 100;
const POLL_MAX_MS = 1_000;
const POLL_GROWTH = 1.5;

/** As many as n8n lists at once. */
const PAGE_SIZE = 100;
/**
 * n8n sorts a page by start, but begins the next one at the last id. Executions that started in another order than
 * they were accepted would be left out at the seam, so pages overlap by so many ids.
 */
const PAGE_OVERLAP = 50;

const Summary = z.object({ id: z.string(), status: z.enum(FINISHED), mode: z.string() });
const Page = z.object({ results: z.array(Summary) });
const Finished = Summary.extend({
	// A poll that fails is recorded as an execution that never started.
	startedAt: z.union([z.null(), z.coerce.date()]),
	stoppedAt: z.coerce.date(),
	data: z.string(),
});
const Waiting = z.object({
	id: z.string(),
	status: z.literal('waiting'),
	startedAt: z.coerce.date(),
	stoppedAt: z.coerce.date(),
	data: z.string(),
});
const AnyExecution = z.object({ status: z.string() }).passthrough();

/**
 * Reads an execution with its data.
 *
 * @returns n8n's word for its state, and the execution when it has ended or waits.
 * @throws N8nRestError when n8n has no such execution.
 */
async function look(
	session: N8nSession,
	id: string,
): Promise<{ status: string; execution?: Execution; waiting?: WaitingExecution }> {
	const reply = await session.rest('GET', `/executions/${id}`, AnyExecution);
	const paused = Waiting.safeParse(reply);
	if (paused.success) {
		const { status, startedAt, stoppedAt, data } = paused.data;
		const seconds = (stoppedAt.getTime() - startedAt.getTime()) / 1000;
		return { status, waiting: { id, status, seconds, ...readRunData(data) } };
	}
	const finished = Finished.safeParse(reply);
	if (!finished.success) return { status: reply.status };
	const { status, mode, startedAt, stoppedAt, data } = finished.data;
	const seconds = (stoppedAt.getTime() - (startedAt ?? stoppedAt).getTime()) / 1000;
	return {
		status,
		execution: { id, status, mode, seconds, endedAt: stoppedAt, ...readRunData(data) },
	};
}

/**
 * Reads a finished execution with its data.
 *
 * @throws Error when it has not ended; N8nRestError when n8n has none of that id.
 */
export async function readExecution(session: N8nSession, id: string): Promise<Execution> {
	const { status, execution } = await look(session, id);
	if (!execution) throw new Error(`Execution ${id} has not ended; its status is "${status}"`);
	return execution;
}

/**
 * Waits for an execution's end.
 *
 * @throws Error when it has not ended in time.
 */
export async function untilFinished(
	session: N8nSession,
	id: string,
	{ timeoutMs = RUN_TIMEOUT_MS, signal }: Patience,
): Promise<Execution> {
	return await poll(
		async () => (await look(session, id)).execution,
		async () => {
			const { status } = await look(session, id);
			return `Execution ${id} has not ended after ${timeoutMs / 1000} s; its status is "${status}"`;
		},
		{ timeoutMs, signal },
	);
}

/**
 * Waits until an execution waits for something, or has ended without.
 *
 * @throws Error when it still runs after the time.
 */
export async function untilWaiting(
	session: N8nSession,
	id: string,
	{ timeoutMs = RUN_TIMEOUT_MS, signal }: Patience,
): Promise<WaitingExecution | Execution> {
	return await poll(
		async () => {
			const { waiting, execution } = await look(session, id);
			return waiting ?? execution;
		},
		() => `Execution ${id} neither waits nor has ended after ${timeoutMs / 1000} s`,
		{ timeoutMs, signal },
	);
}

/**
 * Lists the finished executions of a workflow, however many there are.
 *
 * @returns In the order in which n8n accepted them.
 */
export async function listExecutions(
	session: N8nSession,
	workflowId: string,
): Promise<ExecutionSummary[]> {
	const found = new Map<number, ExecutionSummary>();
	for (let before = Infinity; ;) {
		const { results } = await session.rest('GET', pagePath(workflowId, before), Page);
		for (const summary of results) found.set(Number(summary.id), summary);
		const last = Number(results.at(-1)?.id);
		if (results.length < PAGE_SIZE) break;
		before = Math.min(last + PAGE_OVERLAP, before - 1);
	}
	return [...found].sort(([a], [b]) => a - b).map(([, summary]) => summary);
}

function pagePath(workflowId: string, before: number): string {
	const query = new URLSearchParams({
		filter: JSON.stringify({ workflowId, status: FINISHED }),
		limit: String(PAGE_SIZE),
	});
	if (Number.isFinite(before)) {
		const position = { timestamp: new Date(0).toISOString(), id: String(before) };
		const cursor = JSON.stringify({ version: 1, v1: position });
		query.set('cursor', Buffer.from(cursor).toString('base64url'));
	}
	return `/executions?${query.toString()}`;
}

/**
 * Waits until a workflow has so many finished executions, or more.
 *
 * @returns All of them, oldest first.
 * @throws Error when there are too few in time.
 */
export async function untilCounted(
	session: N8nSession,
	workflowId: string,
	count: number,
	{ timeoutMs = COUNT_TIMEOUT_MS, signal }: Patience,
): Promise<ExecutionSummary[]> {
	let seen = 0;
	return await poll(
		async () => {
			const finished = await listExecutions(session, workflowId);
			seen = finished.length;
			return seen >= count ? finished : undefined;
		},
		() =>
			`Workflow ${workflowId} has ${seen} finished executions after ${timeoutMs / 1000} s, not ${count}`,
		{ timeoutMs, signal },
	);
}

/** Asks again, ever less often, until there is an answer; the second function says what is missing when it is late. */
async function poll<Answer>(
	ask: () => Promise<Answer | undefined>,
	missing: () => string | Promise<string>,
	{ timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal | undefined },
): Promise<Answer> {
	const deadline = performance.now() + timeoutMs;
	for (let pause = POLL_MIN_MS; ; pause = Math.min(pause * POLL_GROWTH, POLL_MAX_MS)) {
		const answer = await ask();
		if (answer !== undefined) return answer;
		if (performance.now() > deadline) throw new Error(await missing());
		await sleep(pause, undefined, signal ? { signal } : {});
	}
}
