import { expect } from '@jest/globals';

import type { Execution, NodeRun } from '../../../sandbox/n8n/rest.mts';
import { until } from '../../sandbox/apiCalls.mts';
import { createCredentials, type Scene } from '../support.mts';

/** Longer than polls take, on a machine that stands still for a while too. */
const PATIENCE_MS = 180_000;

/** Polls that begin and end in this many requests after a change have seen it. */
const POLLS = 2;

/** A workflow in n8n that a trigger starts, from its publication on. */
export class LiveWorkflow {
	readonly #stage: Scene;
	readonly #id: string;

	private constructor(stage: Scene, id: string) {
		this.#stage = stage;
		this.#id = id;
	}

	/**
	 * Imports and publishes a workflow.
	 *
	 * @param credentials Data of the credentials that its nodes need, by type.
	 * @param settings Values for the fields of its node "Settings".
	 * @throws Error with n8n's words when a trigger cannot start.
	 */
	static async publish(
		stage: Scene,
		workflow: unknown,
		credentials: Readonly<Record<string, Readonly<Record<string, string>>>>,
		settings: Readonly<Record<string, string>> = {},
	): Promise<LiveWorkflow> {
		const { id } = await stage.n8n.rest.importWorkflow(workflow, {
			credentials: await createCredentials(stage, credentials),
			settings,
		});
		const live = new LiveWorkflow(stage, id);
		await live.turnOn();
		return live;
	}

	async turnOn(): Promise<void> {
		await this.#stage.n8n.rest.publishWorkflow(this.#id);
	}

	async turnOff(): Promise<void> {
		await this.#stage.n8n.rest.unpublishWorkflow(this.#id);
	}

	/** Where a trigger of it is called; the first one of its addresses. */
	async url(trigger: string): Promise<string> {
		return await this.#stage.n8n.rest.webhookUrl(this.#id, trigger);
	}

	/** Waits for executions, and makes sure that there are no more than these, and that all succeeded. */
	async executions(count: number): Promise<Execution[]> {
		const { rest } = this.#stage.n8n;
		await rest.waitForExecutions(this.#id, count);
		const executions = await rest.executions(this.#id);
		expect(executions.map(({ status, error }) => error ?? status)).toEqual(
			Array.from({ length: count }, () => 'success'),
		);
		return executions;
	}

	/** Waits until a polling trigger has seen all that happened until now; it is known by the operation that it calls. */
	async polled(operation: string): Promise<void> {
		const polls = (): number => this.#stage.sandbox.requests().operations[operation] ?? 0;
		const before = polls();
		await until(async () => (polls() >= before + POLLS ? true : undefined), PATIENCE_MS);
	}
}

/** What a node put out in each of some executions, on its first output; nothing where it did not run. */
export function itemsOf(executions: readonly Execution[], node: string): NodeRun['json'] {
	return executions.flatMap(({ nodes }) => (nodes[node]?.json[0] ? [nodes[node].json[0]] : []));
}
