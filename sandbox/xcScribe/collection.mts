import { notFound } from './errors.mts';

/** Records of one kind by id, oldest first. */
export class Collection<T extends { id: string }> {
	readonly #what: string;
	readonly #entries = new Map<string, T>();

	/** `what` the API calls a record in its 404, such as `Blog template`. */
	constructor(what: string) {
		this.#what = what;
	}

	all(): T[] {
		return [...this.#entries.values()];
	}

	find(id: string): T | undefined {
		return this.#entries.get(id);
	}

	/** Throws the 404 of an unknown id. */
	get(id: string): T {
		const entry = this.#entries.get(id);
		if (entry === undefined) throw notFound(this.#what);
		return entry;
	}

	add(entry: T): T {
		this.#entries.set(entry.id, entry);
		return entry;
	}

	/** Throws the 404 of an unknown id. */
	remove(id: string): T {
		const entry = this.get(id);
		this.#entries.delete(id);
		return entry;
	}

	clear(): void {
		this.#entries.clear();
	}
}
