import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { ScriptOrder } from '../children/scripts/settings.mts';
import { MemoryResult, RunResult, type EngineOrder } from '../children/works/settings.mts';
import type { Api } from './api.mts';
import { Child } from './childProcess.mts';
import { prepareEngineFolder, type EngineFolder } from './engineFolder.mts';

const SCRIPT = fileURLToPath(new URL('../children/script.mts', import.meta.url));

/** A workflow in n8n's engine that does the work. */
export type EngineClient = Pick<EngineOrder, 'work' | 'items' | 'speed' | 'lookEveryMs'>;

/** Somebody who does the work: a workflow, or a plain script. */
export type Client =
	EngineClient | { script: Omit<ScriptOrder, 'apiUrl' | 'items'>; items: number };

/** Runs clients, each in a process of its own, so that none profits from what another one has warmed up. */
export class Clients {
	readonly #engine: EngineFolder;
	readonly #program: string;

	private constructor(engine: EngineFolder, program: string) {
		this.#engine = engine;
		this.#program = program;
	}

	static async prepare(tarball: string): Promise<Clients> {
		const engine = await prepareEngineFolder(tarball);
		return new Clients(engine, await engine.program('engine'));
	}

	/** Lets a client do its work once, warmed up. */
	async run<Counts>(client: Client, api: Api<Counts>): Promise<RunResult & Counts> {
		return await this.ask('run', RunResult, client, api);
	}

	/** The same, but what is measured is the memory that it holds. */
	async runForMemory<Counts>(
		client: EngineClient,
		api: Api<Counts>,
	): Promise<MemoryResult & Counts> {
		return await this.ask('runForMemory', MemoryResult, client, api);
	}

	private async ask<Counts, Result>(
		question: string,
		schema: z.ZodType<Result, z.ZodTypeDef, unknown>,
		client: Client,
		api: Api<Counts>,
	): Promise<Result & Counts> {
		const child = this.start(client, api);
		try {
			await child.ask('warmUp', z.null());
			await api.reset();
			const result = await child.ask(question, schema);
			return { ...result, ...(await api.counts()) };
		} finally {
			await child.stop();
		}
	}

	private start(client: Client, { url: apiUrl, env }: Api<unknown>): Child {
		const nodeOptions = ['--expose-gc'];
		if ('script' in client) {
			const settings: ScriptOrder = { ...client.script, apiUrl, items: client.items };
			return new Child(SCRIPT, { args: [JSON.stringify(settings)], env, nodeOptions });
		}
		const { product, nodesBase, env: engineEnv } = this.#engine;
		const settings: EngineOrder = { ...client, product, nodesBase, apiUrl };
		return new Child(this.#program, {
			args: [JSON.stringify(settings)],
			env: { ...engineEnv, ...env },
			nodeOptions,
		});
	}
}

/** The result of a client that has to do all of its items. @throws Error with what it said otherwise */
export function complete<Result extends { done: number; failure?: string | undefined }>(
	name: string,
	items: number,
	result: Result,
): Result {
	if (result.done === items) return result;
	throw new Error(`${name} did ${result.done} of ${items} items: ${result.failure ?? 'no error'}`);
}
