import type { IDataObject } from 'n8n-workflow';

import { fingerprint } from './ground';

/** Calls that a process remembers for each trigger; beyond, the oldest are forgotten. */
const MOST_REMEMBERED = 50_000;

/** The newest calls that are saved, so that another process and the next start know them. */
const MOST_SAVED = 1000;

/** Saving costs a write of the workflow, so it is done at most this often, in ms. */
const SAVED_EVERY_MS = 1000;

/** A saved call: its fingerprint, and when it came in seconds since the epoch, in base 36. */
const TIME_LENGTH = 6;
const RECORD_LENGTH = fingerprint('').length + TIME_LENGTH;

/** What this process remembers of one trigger. */
interface Memory {
	/** When calls came, in ms, by fingerprint; oldest first. */
	calls: Map<string, number>;
	savedAtMs: number;
}

const memories = new Map<string, Memory>();

/**
 * The calls that a webhook trigger got lately. Within a process none is taken twice. Other processes, and this one after
 * a restart, know what n8n saved with the trigger's static data.
 */
export class RecentCalls {
	private readonly memory: Memory;

	/**
	 * @param trigger names the trigger in this process
	 * @param data the trigger's static data, as n8n loads it anew for each call
	 * @param windowMs for how long a call counts
	 */
	constructor(
		trigger: string,
		private readonly data: IDataObject,
		private readonly windowMs: number,
	) {
		this.memory = memories.get(trigger) ?? { calls: new Map(), savedAtMs: -Infinity };
		memories.set(trigger, this.memory);
	}

	/** Whether such a call came before. */
	has(call: string, nowMs: number): boolean {
		const key = fingerprint(call);
		const since = nowMs - this.windowMs;
		// Another process may have taken it later than this one.
		return [this.memory.calls.get(key), savedAtMs(this.data, key)].some(
			(atMs) => atMs !== undefined && atMs > since,
		);
	}

	/** Remembers a call. */
	add(call: string, nowMs: number): void {
		const { calls } = this.memory;
		const key = fingerprint(call);
		calls.delete(key);
		calls.set(key, nowMs);
		for (const [oldest, atMs] of calls) {
			if (calls.size <= MOST_REMEMBERED && atMs > nowMs - this.windowMs) break;
			calls.delete(oldest);
		}
		if (nowMs < this.memory.savedAtMs + SAVED_EVERY_MS) return;
		this.memory.savedAtMs = nowMs;
		this.save();
	}

	/** What others have saved meanwhile stays; n8n knows no way to add to it without a gap in between. */
	private save(): void {
		const all = loadCalls(this.data);
		for (const [key, atMs] of [...this.memory.calls].slice(-MOST_SAVED)) {
			all.set(key, Math.max(atMs, all.get(key) ?? 0));
		}
		const newest = [...all].sort(([, a], [, b]) => a - b).slice(-MOST_SAVED);
		const text = newest
			.map(
				([key, atMs]) =>
					key +
					Math.floor(atMs / 1000)
						.toString(36)
						.padStart(TIME_LENGTH, '0'),
			)
			.join('');
		this.data.calls = text;
		// n8n 2.41 makes a second workflow of the same static data when it starts the execution, which marks that as unchanged
		// before n8n looks whether there is something to save. By the next turn it has done so.
		setImmediate(() => {
			this.data.calls = text;
		});
	}
}

/**
 * Forgets all calls of a trigger. The editor's test runs of it have data of their own without any calls: when they end,
 * nothing is forgotten.
 */
export function forgetCalls(trigger: string, data: IDataObject): void {
	if (data.calls === undefined) return;
	memories.delete(trigger);
	delete data.calls;
}

/** When a saved call came, in ms. Looked for in the text as it is: this is asked for each call. */
function savedAtMs({ calls }: IDataObject, key: string): number | undefined {
	if (typeof calls !== 'string') return undefined;
	let at = calls.indexOf(key);
	while (at > 0 && at % RECORD_LENGTH !== 0) at = calls.indexOf(key, at + 1);
	return at === -1 ? undefined : timeIn(calls.slice(at, at + RECORD_LENGTH));
}

const timeIn = (record: string): number => Number.parseInt(record.slice(-TIME_LENGTH), 36) * 1000;

function loadCalls({ calls }: IDataObject): Map<string, number> {
	const found = new Map<string, number>();
	if (typeof calls !== 'string') return found;
	for (let at = 0; at + RECORD_LENGTH <= calls.length; at += RECORD_LENGTH) {
		const record = calls.slice(at, at + RECORD_LENGTH);
		found.set(record.slice(0, -TIME_LENGTH), timeIn(record));
	}
	return found;
}
