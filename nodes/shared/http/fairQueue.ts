/** Somebody who waits for a turn. */
export interface Entry {
	owner: object;
	/** Goes after the owner's other entries. */
	look: boolean;
}

export type Waiting<T extends Entry> = T & {
	/** Called when it is its turn. */
	go(): void;
	/** Called when it shall wait no longer. */
	giveUp(reason: Error): void;
};

interface Line<T> {
	calls: T[];
	looks: T[];
}

/** Takes the owners in turn, so that a long queue of one does not hold up the others. */
export class FairQueue<T extends Entry> {
	/** In the order of turns: who has had one goes to the end. */
	private readonly lines = new Map<object, Line<Waiting<T>>>();
	private count = 0;

	get size(): number {
		return this.count;
	}

	/** Everybody who waits, as a list of its own: entries may leave meanwhile. */
	entries(): Array<Waiting<T>> {
		return [...this.lines.values()].flatMap(({ calls, looks }) => [...calls, ...looks]);
	}

	add(entry: Waiting<T>): void {
		const line = this.lines.get(entry.owner) ?? { calls: [], looks: [] };
		this.lines.set(entry.owner, line);
		line[entry.look ? 'looks' : 'calls'].push(entry);
		this.count += 1;
	}

	remove(entry: Waiting<T>): void {
		const line = this.lines.get(entry.owner);
		const waiting = line?.[entry.look ? 'looks' : 'calls'];
		const index = waiting?.indexOf(entry) ?? -1;
		if (line === undefined || waiting === undefined || index < 0) return;
		waiting.splice(index, 1);
		this.count -= 1;
		this.dropIfEmpty(entry.owner, line);
	}

	/** Takes the next entry for which `mayGo` is true out of the queue. */
	next(mayGo: (entry: T) => boolean): Waiting<T> | undefined {
		for (const [owner, line] of this.lines) {
			for (const waiting of [line.calls, line.looks]) {
				const [entry] = waiting;
				if (entry === undefined || !mayGo(entry)) continue;
				waiting.shift();
				this.count -= 1;
				this.lines.delete(owner);
				this.lines.set(owner, line);
				this.dropIfEmpty(owner, line);
				return entry;
			}
		}
		return undefined;
	}

	private dropIfEmpty(owner: object, { calls, looks }: Line<unknown>): void {
		if (calls.length === 0 && looks.length === 0) this.lines.delete(owner);
	}
}
