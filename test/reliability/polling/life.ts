import { expect } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { PublishedTrigger, type PollOptions } from '../../engine/triggers';
import { EngineMemory } from './engineMemory';
import { figures } from './figures';
import { Ledger } from './ledger';
import { inTurn, NOTHING_KNOWN, remember, type KnownList, type Memory } from './memory';
import { AMPLE_MS, budgetOf, type Disturbance, type Provider } from './provider';
import type { Script, Step } from './script';
import type { Chosen, Look, Publish, Told, World } from './world';

/** Items of a test run in the editor: of each list, and altogether. */
const SHOWN = { each: 3, all: 12 };

/** A poll of the clock as it is to go. */
interface Going {
	/** Requests until its time is over; ample when left out. */
	requests?: number;
	crash?: boolean;
	disturbance?: Disturbance;
	/** What it has to tell, where that is not all that is new when it has ended. */
	due?: ReadonlySet<string>;
}

/** Lives a trigger's life, and holds each poll against what has happened. */
export class Life<Action, Selection extends Chosen> {
	private readonly trigger: PublishedTrigger;
	private readonly memory: EngineMemory<Memory>;
	private readonly ledger = new Ledger();
	private emitted = 0;
	private selection: Selection;
	/** Somebody has turned the workflow on again: what happened while it was off does not count. */
	private startsAnew = false;
	/** n8n has started and not looked so far. It gives up a trigger that throws then, so that what may pass is not thrown. */
	private isStart = false;

	constructor(
		private readonly script: Script<Action, Selection>,
		private readonly world: World<Action, Selection>,
		private readonly provider: Provider,
		publish: Publish,
	) {
		this.selection = script.selection;
		this.memory = new EngineMemory(script.scheduler, NOTHING_KNOWN);
		provider.serve(world.answer);
		this.trigger = new PublishedTrigger({
			...publish(provider.url),
			scheduler: script.scheduler,
			parameters: {
				...world.parameters(this.selection),
				options: { startWithExisting: script.withExisting },
			},
		});
	}

	/** How many items were emitted so far. */
	get told(): number {
		return this.emitted;
	}

	/** The whole life. */
	async live(): Promise<void> {
		await this.pass();
		// Whatever happened last is told at the latest now.
		await this.poll();
		await this.poll();
		await this.poll();
		expect(this.memory.state.waiting).toBeUndefined();
		figures.sequences += 1;
	}

	/** The steps of the script. */
	async pass(): Promise<void> {
		for (const step of this.script.steps) await this.go(step);
	}

	/** A poll that is held against nothing. @returns how many items it has emitted */
	async pollAnyhow(requests?: number): Promise<number> {
		const budgetMs = requests === undefined ? AMPLE_MS : budgetOf(requests);
		return (await this.trigger.poll({ budgetMs })).length;
	}

	private async go(step: Step<Action, Selection>): Promise<void> {
		switch (step.do) {
			case 'act':
				return this.world.act(step.action);
			case 'poll':
				return await this.poll();
			case 'crashedPoll':
				return await this.poll({ crash: true });
			case 'shortPoll':
				// In the first poll after an edit what is left over could not be told from what does not count.
				return await this.poll(this.isChanged() ? {} : { requests: step.requests });
			case 'failingPoll':
				return await this.poll({ disturbance: { at: step.at, how: step.how } });
			case 'overtakenPoll':
				return await this.overtakenPoll(step.at, step.actions);
			case 'testRun':
				return await this.testRun();
			case 'restart':
				this.restarted();
				return this.trigger.restart();
			case 'offAndOn':
				this.startsAnew = !this.script.withExisting;
				this.isStart = false;
				this.memory.publish();
				return this.trigger.turnOffAndOn();
			case 'edit':
				this.startsAnew = false;
				this.isStart = false;
				this.selection = step.selection;
				this.memory.publish();
				return this.trigger.edit(this.world.parameters(this.selection));
		}
	}

	/** Whether a list is watched for the first time, or for other events than before. */
	private isChanged(): boolean {
		const known = this.known();
		return this.world
			.lists(this.selection)
			.filter((list) => !this.isSettled(list, known))
			.some((list) => String(known.lists.get(list)?.events) !== String(this.selection.events));
	}

	/** What the next poll may take for known. */
	private known(): Memory {
		const { state } = this.memory;
		return this.startsAnew ? { ...state, lists: new Map() } : state;
	}

	/** What happens during a poll is told by it or by the next one. No baseline, in which that cannot be seen. */
	private async overtakenPoll(at: number, actions: readonly Action[]): Promise<void> {
		if (this.isChanged()) return await this.poll();
		const then = (): void => {
			this.world.polled?.();
			for (const action of actions) this.world.act(action);
		};
		await this.poll({ disturbance: { at, then }, due: this.due() });
	}

	/** The things that the next poll has to tell, by list and id. */
	private due(): Set<string> {
		const { lists } = this.known();
		const due = this.world.lists(this.selection).flatMap((list) => {
			const { seen = new Map<string, string>(), events = [] } = lists.get(list) ?? {};
			const { things } = this.world.look(list, seen, this.selection, new Set(events));
			return things.filter(({ items }) => items.length > 0).map(({ id }) => `${list} ${id}`);
		});
		return new Set(due);
	}

	private async poll(going: Going = {}): Promise<void> {
		const { requests, crash = false, disturbance } = going;
		const { provider, memory } = this;
		provider.expectPoll(disturbance);
		const options: PollOptions = {
			budgetMs: requests === undefined ? AMPLE_MS : budgetOf(requests),
			crash,
		};
		const saved = this.trigger.saved();
		figures.polls += 1;
		const outcome = await this.trigger.poll(options).then(
			(items) => ({ items: items.map(({ json }) => json) }),
			(thrown: unknown) => ({ thrown }),
		);
		if (disturbance?.how !== undefined && provider.isDisturbed) {
			figures.failed += 1;
			expect(this.trigger.saved()).toEqual(saved);
			const isHushed = this.isStart && disturbance.how !== 'refused';
			if (!isHushed) return expect(outcome).toHaveProperty('thrown');
			expect(outcome).toEqual({ items: [] });
			this.isStart = false;
			return memory.keep(memory.state, false);
		}
		if ('thrown' in outcome) throw outcome.thrown;
		const { items } = outcome;
		const after = this.hold(items, going);
		this.startsAnew = false;
		this.isStart = false;
		this.emitted += items.length;
		figures.emitted += items.length;
		if (requests !== undefined) figures.short += 1;
		if (!crash) return memory.keep(after, items.length > 0);
		figures.crashed += 1;
		memory.crash();
		this.restarted();
	}

	/** n8n has died or was stopped, and is there again. */
	private restarted(): void {
		this.memory.restart();
		// A regular workflow is activated anew then, as is one that the durable scheduler has not come to.
		if (this.memory.isScheduled) return;
		this.startsAnew = false;
		this.isStart = true;
	}

	/** Holds what a poll has emitted against what it had to. @returns what has to be known now */
	private hold(items: readonly IDataObject[], { requests, crash, due: owed }: Going): Memory {
		const { world, selection } = this;
		const isShort = requests !== undefined;
		const known = this.known();
		const asked = this.provider.asked.flatMap((url) => world.listOf(url, selection) ?? []);
		const looked = [...new Set(asked)];
		const turn = inTurn(world.lists(selection), known.waiting);
		const due = turn.filter((list) => !this.isSettled(list, known));
		// In their turn; all of them unless time was short.
		expect(looked).toEqual(due.slice(0, isShort ? Math.max(1, looked.length) : due.length));

		// All that is there counts for a trigger that never kept anything; later on another selection has a baseline, too.
		const isFresh = this.script.withExisting && known === NOTHING_KNOWN;
		const fresh = isFresh ? { seen: new Map(), events: selection.events } : undefined;
		const lists = new Map<string, KnownList>();
		let left = items;
		let isCut = false;
		for (const list of turn) {
			const before = known.lists.get(list) ?? fresh;
			if (!looked.includes(list)) {
				if (before !== undefined) lists.set(list, before);
				continue;
			}
			expect(isCut).toBe(false);
			const heard = new Set(selection.events.filter((event) => counts(event, before)));
			const seen = before?.seen ?? new Map<string, string>();
			if (before === undefined) {
				this.ledger.begin(list);
				world.baseline?.();
			}
			const look = world.look(list, seen, selection, before === undefined ? new Set() : heard);
			const told = world.told(look, left);
			const expected = told.things.flatMap((thing) => thing.items);
			const actual = left.slice(0, expected.length);
			expect(actual).toEqual(expected);
			left = left.slice(expected.length);
			isCut = told.cutAt !== undefined;
			if (!isShort) expect(this.left(list, look, told, owed)).toEqual([]);
			if (crash !== true) this.ledger.enter(list, actual.map(world.identity));
			lists.set(list, { seen: remember(look, seen, told), events: [...selection.events] });
		}
		expect(left).toEqual([]);
		world.polled?.();
		return { lists, waiting: this.waiting(turn, looked, requests) };
	}

	/** The list that a poll did not come to because its time was over; one that needs no request may be it, too. */
	private waiting(
		turn: readonly string[],
		looked: readonly string[],
		requests = Infinity,
	): string | undefined {
		if (this.provider.requests < requests) return undefined;
		return turn[turn.findLastIndex((list) => looked.includes(list)) + 1];
	}

	/** What a poll has left that had time for everything. */
	private left(
		list: string,
		{ things }: Look,
		told: Told,
		owed: ReadonlySet<string> | undefined,
	): string[] {
		if (told.cutAt === undefined) return [];
		return things
			.filter((thing) => thing.items.length > 0 && !told.things.includes(thing))
			.map(({ id }) => `${list} ${id}`)
			.filter((thing) => owed?.has(thing) ?? true);
	}

	private isSettled(list: string, { lists }: Memory): boolean {
		const seen = lists.get(list)?.seen;
		return seen !== undefined && this.world.isSettled(list, seen);
	}

	/** A test run shows the newest few, or says that there is nothing, and changes nothing. */
	private async testRun(): Promise<void> {
		const { world, selection, trigger, provider } = this;
		const saved = trigger.saved();
		provider.expectPoll();
		const shown = await trigger.poll({ mode: 'manual', budgetMs: AMPLE_MS }).then(
			(items) => items.map(({ json }) => json),
			(thrown: unknown) => {
				expect(thrown).toHaveProperty('message', expect.stringContaining('nothing to show'));
				return [];
			},
		);
		const expected = world
			.lists(selection)
			.flatMap((list) => world.showable(list, selection).slice(0, SHOWN.each))
			.slice(0, SHOWN.all);
		expect(shown).toEqual(expected);
		expect(trigger.saved()).toEqual(saved);
		figures.testRuns += 1;
	}
}

/** An event that is chosen later counts from the first poll after that on. */
const counts = (event: string, before: KnownList | undefined): boolean =>
	before === undefined || before.events.includes(event);
