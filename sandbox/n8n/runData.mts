import { z } from 'zod';
import { decodeFlatted } from './flatted.mts';

const Fault = z
	.object({ message: z.string(), description: z.string().nullable().optional() })
	.passthrough();

/** What n8n says of a file; its bytes are elsewhere. */
const BinaryFile = z
	.object({
		mimeType: z.string(),
		fileName: z.string().optional(),
		/** Where n8n keeps the bytes, unless they are in the run data themselves. */
		id: z.string().optional(),
	})
	.passthrough();

const Item = z
	.object({ json: z.record(z.unknown()), binary: z.record(BinaryFile).optional() })
	.passthrough();

const TaskData = z
	.object({
		executionTime: z.number(),
		error: Fault.optional(),
		data: z
			.object({
				main: z.array(z.array(Item).nullable()).optional(),
			})
			.passthrough()
			.optional(),
	})
	.passthrough();

const RunData = z
	.object({
		resultData: z
			.object({
				runData: z.record(z.array(TaskData)).default({}),
				error: Fault.optional(),
				lastNodeExecuted: z.string().optional(),
			})
			.passthrough(),
	})
	.passthrough();

export type BinaryFile = z.infer<typeof BinaryFile>;

/** What one node did in an execution; a node inside a loop ran several times, and this is all of it. */
export type NodeRun = {
	/** How many times it ran. */
	runs: number;
	/** Number of items on each output. */
	items: number[];
	/** The items of each output, in order. */
	json: Array<Array<Record<string, unknown>>>;
	/** The files of these items, by the names of their binary fields; not there when no item has any. */
	binary?: Array<Array<Record<string, BinaryFile>>>;
	/** Set when the node stopped the execution, or went on in spite of an error. */
	error?: string;
	/** Milliseconds, all runs together. */
	executionTime: number;
};

export type RunResult = {
	nodes: Record<string, NodeRun>;
	/** Why the whole execution failed, with the node's name in front. */
	error?: string;
};

/**
 * Reads the run data of an execution as REST hands it out.
 *
 * @param encoded The field `data` of GET /rest/executions/:id.
 * @throws SyntaxError or ZodError when it is not run data.
 */
export function readRunData(encoded: string): RunResult {
	const { resultData } = RunData.parse(decodeFlatted(encoded));
	const nodes = Object.fromEntries(
		Object.entries(resultData.runData).map(([name, tasks]) => [name, summarize(tasks)]),
	);
	if (!resultData.error) return { nodes };
	const where = resultData.lastNodeExecuted ? `${resultData.lastNodeExecuted}: ` : '';
	return { nodes, error: where + faultText(resultData.error) };
}

function summarize(tasks: ReadonlyArray<z.infer<typeof TaskData>>): NodeRun {
	const json: NodeRun['json'] = [];
	const binary: Array<Array<Record<string, BinaryFile>>> = [];
	for (const task of tasks) {
		for (const [output, items] of (task.data?.main ?? []).entries()) {
			(json[output] ??= []).push(...(items ?? []).map((item) => item.json));
			(binary[output] ??= []).push(...(items ?? []).map((item) => item.binary ?? {}));
		}
	}
	const error = tasks.find((task) => task.error)?.error;
	return {
		runs: tasks.length,
		items: json.map((items) => items.length),
		json,
		...(binary.flat().some((files) => Object.keys(files).length > 0) ? { binary } : {}),
		...(error ? { error: faultText(error) } : {}),
		executionTime: tasks.reduce((sum, task) => sum + task.executionTime, 0),
	};
}

function faultText(fault: z.infer<typeof Fault>): string {
	return fault.description ? `${fault.message} (${fault.description})` : fault.message;
}
