import type { Draft, DraftStore } from './draft';
import { notify } from './notices';

const SAVE_PAUSE_MS = 400;

/** Keeps what is decided in the browser: a decision at once, letters of a text a moment later. */
export class Keeping {
	#timer = 0;
	#isKept = true;

	constructor(
		private readonly store: DraftStore,
		private readonly read: () => Draft,
	) {
		const flush = () => {
			if (this.#timer !== 0) this.save();
		};
		window.addEventListener('pagehide', flush);
		document.addEventListener('visibilitychange', flush);
	}

	/** False once the browser has refused to keep something. */
	get isKept(): boolean {
		return this.#isKept;
	}

	save(): void {
		this.#stop();
		this.#isKept = this.store.save(this.read());
		if (this.#isKept) return;
		notify({
			name: 'storage',
			text: 'This browser does not keep your decisions. Send them before you close the page.',
			warn: true,
		});
	}

	saveSoon(): void {
		if (this.#timer === 0) {
			this.#timer = window.setTimeout(() => {
				this.save();
			}, SAVE_PAUSE_MS);
		}
	}

	/** The decisions have been sent. */
	forget(): void {
		this.#stop();
		this.store.clear();
	}

	#stop(): void {
		window.clearTimeout(this.#timer);
		this.#timer = 0;
	}
}
