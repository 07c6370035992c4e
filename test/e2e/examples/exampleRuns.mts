import { z } from 'zod';

import type { Execution } from '../../../sandbox/n8n/rest.mts';
import type { Settings } from '../../../sandbox/n8n/workflowFile.mts';
import { runAndDecide } from '../../../sandbox/review/reviewRun.mts';
import { createCredentials, readExample, type Stage } from '../support.mts';

const Reviewed = z.object({ review: z.object({ decidedAt: z.string().datetime() }) });

/** What an example needs beside its file. */
export interface ExampleInput {
	/** Data of the credentials that its nodes need, by type. */
	credentials: Readonly<Record<string, Readonly<Record<string, string>>>>;
	/** Values for the fields of its node "Settings". */
	settings?: Settings;
	/** Parameters that replace those of the file, by the node's name: what a person would pick in the editor. */
	changes?: Readonly<Record<string, object>>;
	/** Decides on the page of its review, given the address; needed by examples that have one. */
	decide?: (link: string) => Promise<unknown>;
}

/** What the first run of an example took. */
interface Measurement {
	example: string;
	nodes: number;
	requests: number;
	/** By n8n's clock, without the time in which the review was open. */
	seconds: number;
}

/** Runs the examples in one n8n, and keeps what each of them took. */
export class ExampleRuns {
	readonly stage: Stage;
	readonly #measured = new Map<string, Measurement>();

	constructor(stage: Stage) {
		this.stage = stage;
	}

	/**
	 * Imports an example, and runs it from its trigger to its end, with the decisions of its review in between.
	 *
	 * @param example The file's name without ".json".
	 * @returns The execution, whether it succeeded or not.
	 * @throws Error when it waits for a review, and nobody decides.
	 */
	async run(example: string, input: ExampleInput): Promise<Execution> {
		const { n8n, client } = this.stage;
		const { credentials, settings = {}, changes = {}, decide } = input;
		const { id } = await n8n.rest.importWorkflow(await readExample(example, changes), {
			credentials: await createCredentials(this.stage, credentials),
			settings,
		});
		const { execution, requests, isDecided, seconds } = await runAndDecide(n8n.rest, client, id, {
			decide: async (link) => {
				if (decide === undefined) throw new Error(`${example} waits for a review`);
				await decide(link);
			},
		});
		if (!this.#measured.has(example)) {
			this.#measured.set(example, {
				example,
				nodes: Object.keys(execution.nodes).length,
				requests,
				seconds: seconds + (isDecided ? secondsAfterReview(execution) : 0),
			});
		}
		return execution;
	}

	/** A table of what the first run of each example took, in Markdown. */
	drawTable(): string {
		const rows = [...this.#measured.values()]
			.sort((a, b) => a.example.localeCompare(b.example))
			.map(({ example, nodes, requests, seconds }) => [
				example,
				String(nodes),
				String(requests),
				seconds.toFixed(1),
			]);
		return [
			['Example', 'Nodes run', 'Requests', 'Seconds'],
			['---', '---:', '---:', '---:'],
			...rows,
		]
			.map((cells) => `| ${cells.join(' | ')} |`)
			.join('\n');
	}
}

function secondsAfterReview({ nodes, endedAt }: Execution): number {
	const outputs = Object.values(nodes).flatMap(({ json }) => json.flat());
	const decided = outputs.flatMap((json) => {
		const found = Reviewed.safeParse(json);
		return found.success ? [Date.parse(found.data.review.decidedAt)] : [];
	});
	return (endedAt.getTime() - Math.max(...decided)) / 1000;
}
