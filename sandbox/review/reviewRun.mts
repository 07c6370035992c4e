import { z } from 'zod';
import type { N8nRest, Execution } from '../n8n/rest.mts';
import type { SandboxClient } from '../sandboxClient.mts';
import { reportReview, type ReviewReport } from './reviewReport.mts';

/** What a node puts out that tells a person where to decide. */
const Message = z.object({ link: z.string().url() });

/** A run of the example workflow with the review, from the start to the end. */
export type ReviewRun = {
	execution: Execution;
	/** Missing when the workflow ended before it came to the review. */
	report?: ReviewReport;
	/** Requests that the simulated providers got from the workflow. */
	requests: number;
	/** What is worth telling besides the products: name and finished value. */
	totals: Array<[string, string]>;
};

/** A run of a workflow from the start to the end, with somebody's decisions where it waited for a review. */
export type DecidedRun = Pick<ReviewRun, 'execution' | 'requests'> & {
	/** Whether it waited. */
	isDecided: boolean;
	/** Until it waited; without a review, until it ended. */
	seconds: number;
};

type Decisions = {
	/** Sees to the decisions, given the address of the page; need not wait for them. */
	decide: (link: string) => void | Promise<void>;
	/** How long the decisions and what follows may take. */
	timeoutMs?: number;
};

/**
 * Runs a workflow: until it waits, then lets somebody decide, then until it ends.
 *
 * @param rest The n8n that has the workflow.
 * @param sandbox The simulated providers and the shop that it works with.
 */
export async function runAndDecide(
	rest: N8nRest,
	sandbox: SandboxClient,
	workflowId: string,
	{ decide, timeoutMs }: Decisions,
): Promise<DecidedRun> {
	const requestsBefore = await sandbox.requests();
	const paused = await rest.runUntilWaiting(workflowId);
	const { seconds } = paused;
	const requests = async (): Promise<number> => (await sandbox.requests()) - requestsBefore;
	if (paused.status !== 'waiting') {
		return { execution: paused, requests: await requests(), isDecided: false, seconds };
	}
	await decide(linkIn(paused));
	const patience = timeoutMs === undefined ? {} : { timeoutMs };
	const execution = await rest.untilFinished(paused.id, patience);
	return { execution, requests: await requests(), isDecided: true, seconds };
}

/** Runs the example workflow with the review, and sums up what came of it. */
export async function runReview(
	rest: N8nRest,
	sandbox: SandboxClient,
	workflowId: string,
	decisions: Decisions,
): Promise<ReviewRun> {
	const run = await runAndDecide(rest, sandbox, workflowId, decisions);
	const { execution, requests, isDecided, seconds } = run;
	if (!isDecided) return { execution, requests, totals: totalsOf(requests, seconds) };

	// Only its own: somebody may have run the workflow in the editor meanwhile.
	const seen = new Set(putOut(execution).map(({ id }) => id));
	const projects = (await sandbox.projects()).filter(({ id }) => seen.has(id));
	const items = (await Promise.all(projects.map(({ id }) => sandbox.items(id)))).flat();
	const report = reportReview(execution, items, await sandbox.products());
	const totals = totalsOf(requests, seconds, report.secondsAfterDecision);
	return { execution, report, requests, totals };
}

/** What all nodes put out, in the order in which they first ran. */
function putOut({ nodes }: Pick<Execution, 'nodes'>): Array<Record<string, unknown>> {
	return Object.values(nodes).flatMap((node) => node.json.flat());
}

export function linkIn(execution: Pick<Execution, 'nodes'>): string {
	for (const json of putOut(execution)) {
		const message = Message.safeParse(json);
		if (message.success) return message.data.link;
	}
	throw new Error('No node of the workflow put out a "link" to the review');
}

function totalsOf(
	requests: number,
	secondsBefore: number,
	secondsAfter?: number,
): Array<[string, string]> {
	return [
		['Requests', String(requests)],
		['Seconds to the review', secondsBefore.toFixed(1)],
		...(secondsAfter === undefined
			? []
			: [['Seconds after it', secondsAfter.toFixed(1)] satisfies [string, string]]),
	];
}

/** Says in a sentence or more how a run ended, and whether it did what the example is for. */
export function explainRun({ execution, report }: Pick<ReviewRun, 'execution' | 'report'>): {
	passed: boolean;
	message: string;
} {
	const refuse = (message: string) => ({ passed: false, message });
	if (execution.status !== 'success') {
		return refuse(
			`The workflow ended with status "${execution.status}": ${execution.error ?? 'no reason given'}`,
		);
	}
	if (!report) return refuse('The workflow ended without a review: no product had a new text.');
	if (report.faults.length > 0) {
		return refuse(`The shop is not as it was decided:\n${report.faults.join('\n')}`);
	}
	if (report.approved === 0) {
		return refuse('Nothing was approved, so nothing was written to the shop.');
	}
	return {
		passed: true,
		message: `The shop holds exactly the texts of the ${report.approved} approved products.`,
	};
}
