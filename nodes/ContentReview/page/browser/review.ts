import type { Decision } from '../../review';

/** What is decided about one item so far. */
export interface Entry {
	decision: Decision;
	comment: string;
	/** Position of the field -> its text, where that was changed. */
	edits: ReadonlyMap<number, string>;
}

export type Entries = ReadonlyMap<number, Entry>;

interface Action {
	label: string;
	/** Actions of one such key, one right after the other, are undone together: the letters of a word. */
	key: string | undefined;
	before: Map<number, Entry | undefined>;
}

/** Hears of the items that changed. */
type Listener = (items: readonly number[]) => void;

const UNTOUCHED: Entry = { decision: 'undecided', comment: '', edits: new Map() };

/** All decisions, whether their cards are loaded or not, and the way back. Knows nothing of the document. */
export class Review {
	readonly #entries = new Map<number, Entry>();
	readonly #actions: Action[] = [];
	readonly #listeners: Listener[] = [];

	constructor(readonly total: number) {}

	listen(listener: Listener): void {
		this.#listeners.push(listener);
	}

	entry(item: number): Entry {
		return this.#entries.get(item) ?? UNTOUCHED;
	}

	get entries(): Entries {
		return this.#entries;
	}

	get canUndo(): boolean {
		return this.#actions.length > 0;
	}

	count(decision: Decision): number {
		if (decision === 'undecided') {
			return this.total - this.count('approved') - this.count('rejected');
		}
		let count = 0;
		for (const entry of this.#entries.values()) if (entry.decision === decision) count += 1;
		return count;
	}

	undecided(): number[] {
		return this.#all().filter((item) => this.entry(item).decision === 'undecided');
	}

	decide(items: readonly number[], decision: Decision): void {
		const verb = { approved: 'Approved', rejected: 'Rejected', undecided: 'Set to undecided' };
		const label =
			items.length === 1 ? verb[decision] : `${verb[decision]} ${items.length} products`;
		this.#act(
			label,
			items.filter((item) => this.entry(item).decision !== decision),
			(entry) => ({ ...entry, decision }),
		);
	}

	comment(item: number, comment: string): void {
		this.#act('Reason', [item], (entry) => ({ ...entry, comment }), `comment ${item}`);
	}

	/** @param text Undefined for the proposal as it was. */
	edit(item: number, field: number, text: string | undefined): void {
		this.#act(
			'Edit',
			[item],
			(entry) => {
				const edits = new Map(entry.edits);
				if (text === undefined) edits.delete(field);
				else edits.set(field, text);
				return { ...entry, edits };
			},
			`edit ${item} ${field} ${text === undefined ? 'reset' : ''}`,
		);
	}

	clear(): void {
		this.#act('Start over', [...this.#entries.keys()], () => UNTOUCHED);
	}

	/** Takes the last action back. @returns What it was and the items it was about. */
	undo(): { label: string; items: number[] } | undefined {
		const action = this.#actions.pop();
		if (action === undefined) return undefined;
		for (const [item, entry] of action.before) this.#set(item, entry ?? UNTOUCHED);
		const items = [...action.before.keys()];
		this.#tell(items);
		return { label: action.label, items };
	}

	/** Puts entries from elsewhere in place of all that are here: a draft, or another tab. Tells nobody, as it is no action. */
	adopt(entries: Entries): void {
		this.#entries.clear();
		for (const [item, entry] of entries) if (item < this.total) this.#set(item, entry);
	}

	#act(
		label: string,
		items: readonly number[],
		change: (entry: Entry) => Entry,
		key?: string,
	): void {
		if (items.length === 0) return;
		const last = this.#actions.at(-1);
		if (key === undefined || last?.key !== key) {
			const before = new Map(items.map((item) => [item, this.#entries.get(item)]));
			this.#actions.push({ label, key, before });
		}
		for (const item of items) this.#set(item, change(this.entry(item)));
		this.#tell(items);
	}

	#set(item: number, entry: Entry): void {
		const untouched =
			entry.decision === 'undecided' && entry.comment === '' && entry.edits.size === 0;
		if (untouched) this.#entries.delete(item);
		else this.#entries.set(item, entry);
	}

	#tell(items: readonly number[]): void {
		for (const listener of this.#listeners) listener(items);
	}

	#all(): number[] {
		return Array.from({ length: this.total }, (_, item) => item);
	}
}
