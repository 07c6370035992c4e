import { systemClock } from './clock';
import type { Doubts } from './doubts';
import type { ApiClient, ApiRequest } from './http/apiClient';
import { Fault, toFault } from './http/faults';
import type { JobSearch } from './jobs';
import type { Operation } from './operation';
import type { Provider } from './provider';
import type { Submissions } from './submissions';

/** A request that starts something or costs money. */
export interface SubmittedRequest {
	key: string;
	request: ApiRequest;
	search: JobSearch;
	/** Wait for a job under way that keeps this one from being accepted. */
	adoptRunningJob: boolean;
	/** Sends the request. */
	send(): Promise<unknown>;
}

/** What a submission led to: the provider's reply, or the job that stands for it. */
export type Submitted = { reply: unknown } | { jobId: string };

export interface SubmitTools {
	operation: Operation;
	provider: Provider;
	client: ApiClient;
	submissions: Submissions;
	doubts: Doubts;
	signal?: AbortSignal;
}

/** Pauses before the looks for a job whose reply was lost, in ms: it may take a moment to be listed. */
const LOST_LOOKS_MS = [0, 1000, 3000];

/** Statuses of a refusal because of what is under way; the documents name none, so both usual ones count. */
const CONFLICT_STATUSES = [400, 409];

/**
 * Submits a request once: takes up what an earlier try of this run submitted, finds the job of a request whose reply was
 * lost, and, if the user wants that, joins the job that is in the way.
 * @throws Fault; of kind `outcome-unknown` also when an earlier try left the outcome unknown and no job tells it
 */
export async function submitOnce(
	submitted: SubmittedRequest,
	tools: SubmitTools,
): Promise<Submitted> {
	const { key } = submitted;
	const { submissions, doubts } = tools;
	const earlier = submissions.find(key);
	if (earlier !== undefined && !('unknown' in earlier)) return earlier;
	const alike = lookAlike(submitted, tools);
	if (earlier !== undefined) {
		doubts.lost(alike);
		const jobId = await findLostJob(submitted, earlier.sentAtMs, tools);
		if (jobId !== undefined) return joined(key, jobId, tools);
		if (submissions.isOfThisExecution(earlier)) throw stillUnknown(earlier.unknown);
		doubts.resolved(alike);
	}
	const sentAtMs = systemClock.now();
	try {
		const reply = await doubts.send(alike, async () => await submitted.send());
		submissions.accepted(key, reply);
		return { reply };
	} catch (thrown) {
		const fault = toFault(thrown);
		const jobId =
			fault.kind === 'outcome-unknown'
				? await findLostJob(submitted, sentAtMs, tools)
				: await findActiveJob(submitted, fault, tools);
		if (jobId !== undefined) return joined(key, jobId, tools);
		if (fault.kind === 'outcome-unknown') submissions.lost(key, fault.facts, sentAtMs);
		throw fault;
	}
}

/** The next try waits for that job, too. */
function joined(key: string, jobId: string, { submissions }: SubmitTools): Submitted {
	submissions.joined(key, jobId);
	return { jobId };
}

/** Names the requests whose jobs could be taken for each other. */
const lookAlike = ({ key, search }: SubmittedRequest, { provider }: SubmitTools): string =>
	provider.job?.lookAlike?.(search) ?? key;

/** The one job that the request must have started; several or none leave the outcome unknown. */
async function findLostJob(
	submitted: SubmittedRequest,
	sentAtMs: number,
	tools: SubmitTools,
): Promise<string | undefined> {
	const { operation, provider, client, doubts, signal } = tools;
	const find = provider.job?.findLost;
	if (operation.job === undefined || find === undefined) return undefined;
	const alike = lookAlike(submitted, tools);
	for (const pauseMs of LOST_LOOKS_MS) {
		if (pauseMs > 0) await systemClock.sleep(pauseMs, signal).catch(() => undefined);
		if (signal?.aborted === true) return undefined;
		if (!(await doubts.isAlone(alike))) return undefined;
		const count = doubts.count(alike);
		// A search that does not succeed leaves the outcome as unknown as it was.
		const [found, ...more] = await find(submitted.search, sentAtMs, client.look).catch(() => []);
		if (found === undefined) continue;
		if (more.length > 0) return undefined;
		if (doubts.count(alike) !== count) continue;
		doubts.resolved(alike);
		return found;
	}
	return undefined;
}

async function findActiveJob(
	{ search, adoptRunningJob }: SubmittedRequest,
	fault: Fault,
	{ provider, client }: SubmitTools,
): Promise<string | undefined> {
	const find = provider.job?.findActive;
	if (!adoptRunningJob || find === undefined) return undefined;
	if (!CONFLICT_STATUSES.includes(fault.facts.status ?? 0)) return undefined;
	// A search that does not succeed leaves the refusal as it was.
	const [newest] = await find(search, client.look).catch(() => []);
	return newest;
}

function stillUnknown(facts: Fault['facts']): Fault {
	return new Fault({
		...facts,
		message: `An earlier try of this node may have been carried out, so it was not sent again: ${facts.message}`,
	});
}
