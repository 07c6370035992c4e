import type { Scheduler } from '../../engine/triggers';

/**
 * What n8n keeps of a trigger's state, in the words of the oracle. These rules are n8n's, not the trigger's, and the only
 * reasons for which an event may stay away or come twice:
 *
 * - regular: the state lives in memory. It is saved with the poll of an activation and with each poll that emits. A poll that
 *   returned null saves nothing, so a restart or a new publication goes back to what was saved before it: what such a poll
 *   alone has seen (a thing that left a status, a balance that recovered) is not known any more.
 * - durable: the state is saved with every poll that did not throw, except one of an activation that returned null. So the
 *   baseline is what the second poll sees, and what happens between the two is part of it. When the workflow is turned off
 *   and on again, the new baseline is lost likewise, and what happened while it was off is told.
 * - both: a crash between the emission and the saving leaves the state of before, and the events come again.
 */
export class EngineMemory<State> {
	/** The regular scheduler's; undefined until a poll of the activation has succeeded. */
	private live: State | undefined;
	/** Whether the durable scheduler has its job, which a restart does not end. */
	isScheduled = false;

	constructor(
		private readonly scheduler: Scheduler,
		private saved: State,
	) {}

	/** What the next poll finds. */
	get state(): State {
		return this.live ?? this.saved;
	}

	/** A poll has succeeded and left this state. */
	keep(state: State, didEmit: boolean): void {
		if (this.scheduler === 'durable') {
			if (didEmit || this.isScheduled) this.saved = state;
			this.isScheduled = true;
			return;
		}
		if (didEmit || this.live === undefined) this.saved = state;
		this.live = state;
	}

	/** n8n dies after a poll has succeeded and before its state is saved. */
	crash(): void {
		this.isScheduled = this.scheduler === 'durable';
		this.live = undefined;
	}

	restart(): void {
		this.live = undefined;
	}

	/** Somebody publishes a changed workflow, or turns it off and on. */
	publish(): void {
		this.live = undefined;
		this.isScheduled = false;
	}
}
