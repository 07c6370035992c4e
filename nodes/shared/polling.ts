import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { systemClock } from './clock';
import { toggle, type Field } from './fields';
import { loadGround, NO_GROUND, saveGround, type Ground } from './ground';
import { createApiClient, type ApiClient } from './http/apiClient';
import { Fault, toFault, type FaultKind } from './http/faults';
import { toNodeError } from './nodeErrors';
import type { Provider } from './provider';
import { eventItem, readSelection, type Selection, type TriggerForm } from './triggerForm';
import { isRecord, toText } from './values';
import {
	hearing,
	sample,
	step,
	takeBaseline,
	type Budget,
	type Emission,
	type Watch,
} from './watch';

/** A trigger that looks at a provider's lists from time to time. */
export interface PollingTrigger extends TriggerForm {
	provider: Provider;
	/** What is to be watched for what the user chose. */
	watches(selection: Selection, client: ApiClient): Watch[];
}

/** Emitted by the first poll: all that is there already, too. */
const START_WITH_EXISTING = 'start_with_existing';

/** The option that every polling trigger has. */
export const startWithExisting: Field = toggle({
	displayName: 'Start With What Is There',
	description:
		'Whether to begin with what is there already when the trigger is published, instead of with what happens from then on',
});

/** The options of a polling trigger, by wire name. */
export const pollingOptions = { [START_WITH_EXISTING]: startWithExisting };

/** Items of a test run in the editor: of each list, and altogether. */
const SAMPLE = { each: 3, all: 12 };

/** Engines that do not say how long a poll may take get one that fits between two polls a minute apart, in ms. */
const USUAL_BUDGET_MS = 50_000;

/** n8n waits for the first poll of each trigger when it starts, so that one has to be short, in ms. */
const START_BUDGET_MS = 30_000;

/** Share of the budget after which nothing more is begun: what is under way needs time to end. */
const WORKING_SHARE = 0.8;

/** Polls under way, by workflow and node: two at a time would both emit what is new since the last one. */
const underway = new Map<string, Promise<unknown>>();

/**
 * The poll() of every polling trigger: reads what is watched, and returns what is new since the last poll.
 *
 * The state is written last and in one piece. A poll that fails leaves it alone, so the next one finds the same events; an
 * engine that commits it together with the execution (n8n's durable scheduler) loses and repeats nothing.
 *
 * @returns null when nothing is new
 * @throws NodeApiError | NodeOperationError
 */
export async function runPoll(
	context: IPollFunctions,
	trigger: PollingTrigger,
): Promise<INodeExecutionData[][] | null> {
	const isStart = isStartOfN8n(context);
	const budgetMs = isStart ? Math.min(budgetOf(context), START_BUDGET_MS) : budgetOf(context);
	const signal = AbortSignal.timeout(budgetMs);
	const client = createApiClient(context, trigger.provider, {
		signal,
		maximumWaitMs: budgetMs,
		isWaitFixed: true,
	});
	const endsAt = systemClock.now() + budgetMs * WORKING_SHARE;
	const run = { context, trigger, client, budget: { isOver: () => systemClock.now() >= endsAt } };
	try {
		const selection = readSelection(trigger, (name) => context.getNodeParameter(name, null));
		const watches = trigger.watches(selection, client);
		const emissions =
			context.getMode() === 'manual'
				? await samples(watches, run.budget)
				: await alone(context, async () => await events(run, watches, selection));
		return emissions.length === 0
			? null
			: [emissions.map(({ event, row }) => eventItem(event, row))];
	} catch (thrown) {
		const fault = signal.aborted ? lateFault(trigger.provider, budgetMs) : polledFault(thrown);
		const error = toNodeError(context.getNode(), client.redacted(fault));
		if (!isStart || !PASSING.has(fault.kind)) throw error;
		context.logger.warn(`${context.getNode().name}: ${error.message}. The next poll looks again.`);
		active.add(context.getWorkflowStaticData('node'));
		return null;
	}
}

/** Faults that another poll may not meet. */
const PASSING: ReadonlySet<FaultKind> = new Set([
	'unavailable',
	'rate-limited',
	'quota',
	'unreadable',
]);

/**
 * Whether this is the first poll after a start of n8n. n8n takes down for good a trigger that does not get through it
 * (2.41.1: after five tries in 15 s), so a provider that is down at that moment must not count as a reason.
 */
function isStartOfN8n(context: IPollFunctions): boolean {
	const isStart = ['init', 'leadershipChange'].includes(context.getActivationMode());
	return isStart && !active.has(context.getWorkflowStaticData('node'));
}

/** `getPollBudgetMs` came with n8n 2.41. */
function budgetOf(context: IPollFunctions): number {
	return 'getPollBudgetMs' in context ? context.getPollBudgetMs() : USUAL_BUDGET_MS;
}

function lateFault({ displayName }: Provider, budgetMs: number): Fault {
	return new Fault({
		kind: 'unavailable',
		message: `${displayName} did not answer within the ${Math.round(budgetMs / 1000)} s that n8n gives a poll`,
		advice:
			'Nothing is lost: the next poll reads the same again. Watch less with one trigger if this goes on',
	});
}

/** A fault as it is told of a poll: nobody runs one again by hand, and it has no "Items at Once". */
function polledFault(thrown: unknown): Fault {
	const fault = toFault(thrown);
	if (fault.kind !== 'rate-limited') return fault;
	const advice =
		'Nothing is lost: the next poll after that time reads the same again. Poll less often if this goes on';
	return new Fault({ ...fault.facts, advice }, fault.cause);
}

/**
 * Leaves a poll out while the one before is under way. The first one of a trigger that was turned on waits for it instead
 * (it is of the time before the trigger was off): from that poll on events count.
 */
async function alone(
	context: IPollFunctions,
	poll: () => Promise<Emission[]>,
): Promise<Emission[]> {
	const key = `${context.getWorkflow().id ?? ''} ${context.getNode().id}`;
	const isFirst = isTurnedOn(context, context.getWorkflowStaticData('node'));
	for (let before = underway.get(key); before !== undefined; before = underway.get(key)) {
		if (!isFirst) return [];
		await before.catch(() => undefined);
	}
	const own = poll().finally(() => underway.delete(key));
	underway.set(key, own);
	return await own;
}

interface Run {
	context: IPollFunctions;
	trigger: PollingTrigger;
	client: ApiClient;
	budget: Budget;
}

/** What is new, and the state after it. */
async function events(
	{ context, trigger, budget }: Run,
	watches: readonly Watch[],
	{ events: chosen, values }: Selection,
): Promise<Emission[]> {
	const account = accountOf(context, trigger.provider);
	const data = context.getWorkflowStaticData('node');
	const startsAnew = isTurnedOn(context, data) && values[START_WITH_EXISTING] !== true;
	const saved = isRecord(data.watches) && !startsAnew ? data.watches : {};
	// Only a trigger that never polled begins with what is there: a later change of what it watches floods nobody.
	const unseen =
		values[START_WITH_EXISTING] === true && !isRecord(data.watches) ? NO_GROUND : undefined;
	const known = (watch: Watch): Ground | undefined =>
		loadGround(saved[keyOf(account, watch)], watch.markLength) ?? unseen;
	const grounds: Record<string, IDataObject> = {};
	const emissions: Emission[] = [];
	let next: string | undefined;
	for (const watch of startingAt(watches, data.next)) {
		const key = keyOf(account, watch);
		const before = known(watch);
		const heard = eventsIn(saved[key]) ?? chosen;
		if (next !== undefined || (Object.keys(grounds).length > 0 && budget.isOver())) {
			// Its turn comes first with the next poll.
			next ??= watch.key;
			if (before !== undefined) {
				grounds[key] = { ...saveGround(before, watch.markLength), events: [...heard] };
			}
			continue;
		}
		const taken =
			before === undefined
				? await takeBaseline(watch, budget)
				: await step(hearing(watch, heard), before, budget);
		emissions.push(...withGap(context, taken.emissions, taken.gap));
		grounds[key] = {
			...saveGround(taken.ground, watch.markLength),
			events: [...(taken.isPartial ? heard : chosen)],
		};
	}
	remember(data, grounds, next);
	active.add(data);
	return emissions;
}

/** The static data that n8n holds in memory for the triggers that have polled since they were turned on. */
const active = new WeakSet<object>();

/**
 * Whether this is the first poll after somebody turned the workflow on. A restart of n8n and a new version of an active
 * workflow are none: what happened meanwhile must not be missed then.
 */
const isTurnedOn = (context: IPollFunctions, data: object): boolean =>
	context.getActivationMode() === 'activate' && !active.has(data);

/**
 * The events that counted when a ground was saved. Those that are chosen later count from then on: a regular poll that
 * emits nothing is not saved, so all that nobody wanted to hear of since then would count as new.
 */
function eventsIn(saved: unknown): ReadonlySet<string> | undefined {
	if (!isRecord(saved) || !Array.isArray(saved.events)) return undefined;
	return new Set(saved.events.map(toText));
}

/** Another account has other things behind the same names. */
const keyOf = (account: string, { key }: Watch): string => `${account} ${key}`;

function accountOf(context: IPollFunctions, { credential }: Provider): string {
	return context.getNode().credentials?.[credential.type]?.id ?? '';
}

/** All watches, beginning with the one that the last poll did not come to. */
function startingAt(watches: readonly Watch[], key: unknown): Watch[] {
	const at = Math.max(
		0,
		watches.findIndex((watch) => watch.key === key),
	);
	return [...watches.slice(at), ...watches.slice(0, at)];
}

/** A trigger has no hints of its own at run time: the log gets it, and the first item that came after the gap. */
function withGap(
	{ logger }: IPollFunctions,
	emissions: readonly Emission[],
	gap: string | undefined,
): readonly Emission[] {
	if (gap === undefined) return emissions;
	logger.warn(gap);
	return emissions.map((emission, index) =>
		index === 0 ? { ...emission, row: { ...emission.row, hint: gap } } : emission,
	);
}

/** Writes only what has changed, because n8n saves the whole state of the workflow then. */
function remember(
	data: IDataObject,
	watches: Record<string, IDataObject>,
	next: string | undefined,
): void {
	if (JSON.stringify(data.watches) !== JSON.stringify(watches)) data.watches = watches;
	if (data.next === next) return;
	if (next === undefined) delete data.next;
	else data.next = next;
}

/** A test run in the editor: the newest few, without a look at the state. */
async function samples(watches: readonly Watch[], budget: Budget): Promise<Emission[]> {
	const emissions: Emission[] = [];
	for (const watch of watches) {
		const most = Math.min(SAMPLE.each, SAMPLE.all - emissions.length);
		if (most <= 0 || (emissions.length > 0 && budget.isOver())) break;
		emissions.push(...(await sample(watch, most, budget)));
	}
	if (emissions.length > 0) return emissions;
	throw new Fault({
		kind: 'input',
		message: 'There is nothing to show yet: none of the chosen events has happened so far',
		advice:
			'Publish the workflow, and it runs with the first one; or choose other events to see what they look like',
	});
}
