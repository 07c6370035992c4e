import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { carriedOut } from '../../sandbox/faults/kinds.mts';
import { forgetLanes } from '../../nodes/shared/http/lanes';
import { speedUpClock } from '../engine/fastClock';
import { toDataObject } from '../engine/guards';
import { runNode, type RunResult } from '../engine/harness';
import { startServer, type TestServer } from '../engine/xcScribe/support';
import { expectedAccepted, expectedOutcome, type Outcome, type Pass } from './matrix/expected';
import { faultRows, type FaultRow } from './matrix/faults';
import { BEHIND_MS, SPEED, subjects, type Subject } from './matrix/subjects';
import { Stage } from './stage';

const ITEMS = 6;
/** The fault that strikes once strikes the third request. */
const AFTER = 2;
/** Minutes that a refusal is waited out. */
const MAXIMUM_WAIT = 0.2;
/** Enough tokens for every image of the matrix. */
const TOKENS = 1_000_000;

let stage: Stage;
let stranger: TestServer;

/** Where redirects lead to: another origin, which must learn nothing of the credential. */
const STRANGER_PATH = '/elsewhere';

beforeAll(async () => {
	stage = await Stage.set();
	stage.sandbox.setBalance('productAi', TOKENS);
	stage.sandbox.setBalance('cernel', TOKENS);
});

beforeEach(async () => {
	stranger = await startServer((_arrived, response) => {
		response.writeHead(404).end('nothing here');
	});
});

afterEach(() => {
	stage.sandbox.clearFaults();
	forgetLanes();
});

afterAll(async () => {
	await stage.sandbox.close();
});

/** Runs the operation over the items, with Continue. */
async function run(subject: Subject, items: readonly IDataObject[]): Promise<RunResult> {
	const [resource = '', operation = ''] = subject.operation.split('.');
	const { options, ...parameters } = subject.parameters;
	return await runNode({
		node: subject.node(),
		parameters: {
			resource,
			operation,
			...parameters,
			options: {
				...toDataObject(options ?? {}),
				concurrency: 3,
				maximumWait: MAXIMUM_WAIT,
			},
		},
		input: items.map((json) => ({ json })),
		credentials: stage.accounts[subject.provider],
		onError: 'continueRegularOutput',
	});
}

/** The output rows of each input item, by n8n's own pairing. */
function rowsByItem({ outputs }: RunResult): Map<number, IDataObject[]> {
	const rows = new Map<number, IDataObject[]>();
	for (const { json, pairedItem } of outputs[0] ?? []) {
		const item = typeof pairedItem === 'object' && 'item' in pairedItem ? pairedItem.item : -1;
		rows.set(item, [...(rows.get(item) ?? []), json]);
	}
	return rows;
}

const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

function outcomeOf(row: IDataObject): Outcome | { error: unknown } {
	return typeof row.error === 'string'
		? { error: toDataObject(row.details).kind }
		: { result: true };
}

async function strike(subject: Subject, row: FaultRow, pass: Pass): Promise<void> {
	const id = `${subject.provider}.${subject.operation}`;
	const items = await subject.prepare(stage, ITEMS);
	expect(items).toHaveLength(ITEMS);
	const acceptedBefore = stage.accepted(id);
	stage.sandbox.injectFault({
		operation: id,
		fault: withStranger(row),
		...(pass === 'always' ? { times: 'always' } : { times: 1, after: AFTER }),
	});
	// Behind the sandbox's own clock at first, since a job that is older than its request is not looked at.
	speedUpClock(speedOf(subject, row), Date.now() - BEHIND_MS);
	const result = await run(subject, items);
	stage.sandbox.clearFaults();

	// One outcome an item, in order.
	const rows = rowsByItem(result);
	expect([...rows.keys()]).toEqual(range(ITEMS));
	expect([...rows.values()].map(({ length }) => length)).toEqual(range(ITEMS).map(() => 1));

	// The right one.
	const struck = pass === 'always' ? ITEMS : 1;
	const outcome = expectedOutcome(row, subject, pass);
	const outcomes = [...rows.values()].flat().map(outcomeOf);
	const unstruck = range(ITEMS - struck).map((): Outcome => ({ result: true }));
	expect(outcomes).toEqual(expect.arrayContaining([outcome, ...unstruck]));
	expect(outcomes.filter((each) => 'error' in each)).toHaveLength('error' in outcome ? struck : 0);

	// A result is that of its own item, and of no other one.
	const ids = new Set<unknown>();
	for (const [index, [json = {}]] of rows) {
		const item = items[index] ?? {};
		if ('error' in outcomeOf(json)) continue;
		expect([index, await subject.belongs(json, item, stage)]).toEqual([index, true]);
		ids.add(subject.idOf(json, item));
	}
	expect(ids.size).toBe('error' in outcome ? ITEMS - struck : ITEMS);

	// Nothing is done twice that counts twice.
	if (subject.effect === 'creates' || subject.effect === 'buys') {
		expect(stage.accepted(id) - acceptedBefore).toBe(
			expectedAccepted(row, outcome, { asked: ITEMS, struck }),
		);
	}
	const told = JSON.stringify(stranger.arrived.map(({ headers }) => headers));
	expect(told).not.toMatch(/authorization|x-api-key/i);
}

/** Nothing is searched for after a refusal, so its pauses may pass faster. */
const speedOf = ({ speed }: Subject, { means }: FaultRow): number =>
	means.is === 'rate-limited' || means.is === 'overloaded' ? SPEED : speed;

function withStranger({ fault }: FaultRow): FaultRow['fault'] {
	return fault.kind === 'redirect'
		? { ...fault, location: `${stranger.url}${STRANGER_PATH}` }
		: fault;
}

const rows = faultRows('http://stranger.test');

it('covers every fault of the sandbox, and every effect', () => {
	expect([...new Set(rows.map(({ fault }) => fault.kind))].sort()).toEqual(
		Object.keys(carriedOut).sort(),
	);
	expect([...new Set(subjects.map(({ provider }) => provider))]).toHaveLength(4);
});

describe.each(subjects.map((subject) => [subject.provider, subject.operation, subject] as const))(
	'%s %s',
	(_provider, _operation, subject) => {
		it.each(rows.map((row) => [row.name, row] as const))('meets %s once', async (_name, row) => {
			await strike(subject, row, 'once');
		});

		it.each(rows.filter(({ heavy }) => heavy !== true).map((row) => [row.name, row] as const))(
			'meets %s always',
			async (_name, row) => {
				await strike(subject, row, 'always');
			},
		);
	},
);
