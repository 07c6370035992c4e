import { expect } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { XcScribePluginApi } from '../../credentials/XcScribePluginApi.credentials';
import { XcScribe } from '../../nodes/XcScribe/XcScribe.node';
import type { FaultKind } from '../../nodes/shared/http/faults';
import { carriedOut } from '../../sandbox/faults/kinds.mts';
import { demoApiKey } from '../../sandbox/xcScribe/accounts.mts';
import { toDataObject, toText } from '../engine/guards';
import { CredentialStore, runNode, type RunResult } from '../engine/harness';
import { expectedOutcome } from './matrix/expected';
import { faultRows, type FaultRow } from './matrix/faults';
import { newProjects, type Stage } from './stage';

/** How many of the requests meet a fault. */
const SHARE = 0.05;
/** Side by side: enough that faults meet each other. */
const CONCURRENCY = 20;
/** Projects that the reading items ask for in turn. */
const PROJECTS = 1000;

/** What passes by itself, or says nothing of the credential: a run of 10,000 items has to stand it. */
const KINDS = [
	'429',
	'500',
	'408',
	'503 with retry-after 2',
	'bad gateway page',
	'reset before reply',
	'closed unread',
	'reply lost',
	'reset in body',
	'truncated',
	'invalid JSON',
	'wrong content type',
];
const rows = faultRows('').filter(({ name }) => KINDS.includes(name));

/** What runs over the items: each has an answer of its own. */
export interface Work {
	operation: string;
	effect: 'reads' | 'creates';
	parameters: INodeParameters;
	credentials: CredentialStore;
	items: IDataObject[];
	isResultOf(row: IDataObject, item: IDataObject): boolean;
}

/** Reads `count` projects of XC Scribe. */
export async function readingWork(stage: Stage, count: number): Promise<Work> {
	const ids = await newProjects(stage, Math.min(count, PROJECTS));
	return {
		operation: 'project.get',
		effect: 'reads',
		parameters: { projectId: { __rl: true, mode: 'id', value: '={{ $json.projectId }}' } },
		credentials: stage.accounts.xcScribe,
		items: Array.from({ length: count }, (_, n) => ({ projectId: ids[n % ids.length] ?? '' })),
		isResultOf: (row, item) => row.id === item.projectId,
	};
}

/** Lets XC Scribe write `count` texts, each paid for and about a product of its own. */
export function paidWork({ sandbox }: Stage, count: number): Work {
	const credentials = new CredentialStore([
		{
			type: new XcScribePluginApi(),
			data: { apiKey: demoApiKey, baseUrl: `${sandbox.url}/xc-scribe` },
		},
	]);
	return {
		operation: 'plugin.generateDescription',
		effect: 'creates',
		parameters: { source: 'woocommerce', productTitle: '={{ $json.title }}' },
		credentials,
		items: Array.from({ length: count }, (_, n) => ({ title: `Board No${n}x` })),
		isResultOf: (row, item) => toText(row.content).includes(toText(item.title)),
	};
}

/** What happened in a run, for whoever repeats the figures. */
export interface Account {
	results: number;
	faults: number;
	/** Error items by the kind of their fault. */
	errors: Record<string, number>;
	accepted: number;
}

/**
 * Runs the work while requests meet faults by chance, and holds what comes out against what was injected.
 * @param seed starts the rows of random numbers: which request of each kind is struck is the same on each run
 */
export async function runWithFaults(stage: Stage, work: Work, seed: number): Promise<Account> {
	const id = `xcScribe.${work.operation}`;
	const { sandbox } = stage;
	sandbox.clearFaults();
	const acceptedBefore = stage.accepted(id);
	const paidBefore = sandbox.requests().generated_items;
	for (const [index, { fault }] of rows.entries()) {
		sandbox.injectFault({
			operation: id,
			fault,
			times: 'always',
			probability: SHARE / rows.length,
			seed: seed * rows.length + index,
		});
	}
	const [resource = '', operation = ''] = work.operation.split('.');
	const result = await runNode({
		node: new XcScribe(),
		parameters: {
			resource,
			operation,
			...work.parameters,
			options: { concurrency: CONCURRENCY },
		},
		input: work.items.map((json) => ({ json })),
		credentials: work.credentials,
		onError: 'continueErrorOutput',
	});
	const injected = sandbox.faults().map(({ injected: times }) => times);
	sandbox.clearFaults();
	const accepted = stage.accepted(id) - acceptedBefore;

	expectEachOnce(result, work);
	const errors = (result.outputs[1] ?? []).map(({ json }) => toDataObject(json.details));
	expectExplained(errors, injected, work);
	if (work.effect === 'creates') {
		const notDone = sum(
			rows.map((row, index) =>
				errorOf(row, work) === undefined || carriedOut[row.fault.kind] ? 0 : (injected[index] ?? 0),
			),
		);
		expect(accepted).toBe(work.items.length - notDone);
		expect(sandbox.requests().generated_items - paidBefore).toBe(accepted);
	}
	return {
		results: result.outputs[0]?.length ?? 0,
		faults: sum(injected),
		errors: countBy(errors.map(({ kind }) => toText(kind))),
		accepted,
	};
}

/** Each input item came out once, on the right output, in order, and with its own result. */
function expectEachOnce({ outputs }: RunResult, work: Work): void {
	const seen = new Uint8Array(work.items.length);
	for (const output of outputs) {
		let last = -1;
		for (const { json, pairedItem } of output) {
			const item = typeof pairedItem === 'object' && 'item' in pairedItem ? pairedItem.item : -1;
			if (item <= last) throw new Error(`Item ${item} comes after item ${last}`);
			last = item;
			seen[item] = (seen[item] ?? 0) + 1;
			const isError = typeof json.error === 'string';
			if (isError !== (output === outputs[1]))
				throw new Error(`Item ${item} is on the wrong output`);
			if (!isError && !work.isResultOf(json, work.items[item] ?? {})) {
				throw new Error(`Item ${item} has the result of another one`);
			}
		}
	}
	expect(countBy([...seen].map(String))).toEqual({ 1: work.items.length });
}

/** Each error has a fault that explains it, and each fault that may not be repeated has its error. */
function expectExplained(errors: IDataObject[], injected: number[], work: Work): void {
	const expected = new Map<string, number>();
	for (const [index, row] of rows.entries()) {
		const kind = errorOf(row, work);
		if (kind !== undefined) expected.set(kind, (expected.get(kind) ?? 0) + (injected[index] ?? 0));
	}
	// Five faults in a row use up the tries of a request: at this share one item of three million.
	const usedUp = errors.filter(({ tries }) => tries === 5);
	expect(usedUp.length).toBeLessThanOrEqual(1);
	const others = errors.filter(({ tries }) => tries !== 5);
	expect(countBy(others.map(({ kind }) => toText(kind)))).toEqual(Object.fromEntries(expected));
}

/** What a request ends with that meets this fault; undefined where the fault is repeated or harmless. */
function errorOf(row: FaultRow, { effect }: Work): FaultKind | undefined {
	const traits = { effect, logsIn: false, canBeAsked: false, ignoresBody: false };
	const outcome = expectedOutcome(row, traits, 'once');
	return 'error' in outcome ? outcome.error : undefined;
}

const sum = (numbers: readonly number[]): number =>
	numbers.reduce((total, each) => total + each, 0);

function countBy(values: readonly string[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
	return counts;
}
