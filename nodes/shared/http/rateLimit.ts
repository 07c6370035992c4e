import { systemClock } from '../clock';
import { Capacity } from './capacity';
import { FairQueue, type Waiting } from './fairQueue';
import { cancelledFault, type Fault } from './faults';
import { fullJitter } from './retry';

/** So many requests in any span of that length. */
export interface Rate {
	requests: number;
	perMs: number;
}

/** Leaves room for timers that fire early and for the network, in ms. */
const MARGIN_MS = 5;

/** Pauses after a refusal that names none: a random share of the base, doubled while refusals go on. */
const PAUSE = { baseMs: 100, longestMs: 30_000 };

/** A pause that the provider asks for and that is this short says "too many at once" rather than "too many a minute". */
const SHORT_PAUSE_MS = 1000;

/** What passes a lane. */
export interface Passage {
	/** Whoever shares the lane fairly with others: one run of a node. */
	owner: object;
	/** A look at a job under way: goes after new calls, and is held back by other requests only, not by jobs. */
	look: boolean;
	/** Longest pause that is waited out, in ms. */
	maximumWaitMs: number;
	/** The user has no option that would change that. */
	isWaitFixed?: boolean;
	signal?: AbortSignal;
}

/** Thrown to whoever will not wait out a pause: the refusal that it began with, and its end in ms since the epoch. */
export class PausedTooLong extends Error {
	constructor(
		readonly refusal: Fault,
		readonly untilMs: number,
	) {
		super(refusal.message);
		this.name = 'PausedTooLong';
	}
}

/** A request that has passed. Both have to be called, in this order. */
export interface Slot {
	/** The reply has begun, or the request has failed: its place in the rate is counted from now on. */
	replied(): void;
	/** What it started at the provider has ended. */
	leave(): void;
}

/**
 * The way of all requests of one account that share a limit. A request waits here for its slot: until the documented
 * rate has room, until a pause that the provider asked for is over, and while more is under way than it took before.
 *
 * A slot of the rate comes free one span after its reply. The provider saw the request before that, so neither a fixed
 * nor a sliding window at its side ever counts more than the rate, however long the network took.
 */
export class Lane {
	private readonly queue = new FairQueue<Passage>();
	/** When the latest requests were replied to, ascending. */
	private readonly replies: number[] = [];
	private unreplied = 0;
	private open = 0;
	private pause: { untilMs: number; refusal?: Fault } = { untilMs: 0 };
	private refusedAtMs = -1;
	/** In a row, each kind by itself: looks may go on while new calls are refused. */
	private readonly refusals = { calls: 0, looks: 0 };
	private readonly capacity = new Capacity();
	private alarm: AbortController | undefined;
	private usedAtMs = systemClock.now();

	constructor(private readonly rate?: Rate) {}

	/** When requests go on, in ms since the epoch; in the past while nothing is paused. */
	get pausedUntilMs(): number {
		return this.pause.untilMs;
	}

	/**
	 * Waits for a slot.
	 * @throws Fault of kind `cancelled`
	 * @throws PausedTooLong at once when the lane is paused for longer than the passage waits
	 */
	async enter(passage: Passage): Promise<Slot> {
		const { signal } = passage;
		if (signal?.aborted === true) throw cancelledFault();
		const tooLong = this.tooLong(passage);
		if (tooLong !== undefined) throw tooLong;
		if (this.queue.size > 0 || !this.hasRoom(passage)) {
			await this.turn(passage, signal);
		} else this.take();
		return this.slot();
	}

	/** The provider took a request. */
	accepted({ look }: Pick<Passage, 'look'>): void {
		this.refusals[look ? 'looks' : 'calls'] = 0;
		// Looks are as many as the jobs that calls have begun, so only calls tell whether there is room for more.
		if (!look && this.capacity.accepted(systemClock.now())) this.dispatch();
	}

	/**
	 * The provider asked to slow down: everything in this lane waits.
	 * @param sentAtMs when the refused request was sent; those that were under way together are one refusal
	 * @param refusal with the pause that the provider asked for, if it named one
	 */
	refused({ look }: Pick<Passage, 'look'>, sentAtMs: number, refusal: Fault): void {
		const now = systemClock.now();
		const { retryAfterMs = 0 } = refusal.facts;
		const again = sentAtMs >= this.refusedAtMs;
		if (again) {
			this.refusedAtMs = now;
			this.refusals[look ? 'looks' : 'calls'] += 1;
		}
		const inARow = this.refusals[look ? 'looks' : 'calls'];
		if (retryAfterMs > SHORT_PAUSE_MS) return this.pauseUntil(now + retryAfterMs, refusal);
		// Where the rate is known, somebody else uses it up; else there was too much at once.
		if (this.rate === undefined) this.capacity.refused(this.open, again, now);
		const growing = again ? this.growingPauseMs(inARow) : 0;
		this.pauseUntil(now + Math.max(retryAfterMs, growing), refusal);
	}

	/** Holds everything back until then, in ms since the epoch, and says why. */
	pauseUntil(untilMs: number, refusal: Fault): void {
		if (untilMs <= this.pause.untilMs) return;
		this.pause = { untilMs, refusal };
		for (const entry of this.queue.entries()) {
			const tooLong = this.tooLong(entry);
			if (tooLong !== undefined) entry.giveUp(tooLong);
		}
		this.dispatch();
	}

	/** True when nothing that it knows could matter any more. */
	isForgettable(now: number, idleMs: number): boolean {
		const isUsed = this.open > 0 || this.queue.size > 0 || now < this.usedAtMs + idleMs;
		return !isUsed && now >= this.pause.untilMs;
	}

	private tooLong({ maximumWaitMs }: Passage): PausedTooLong | undefined {
		const { untilMs, refusal } = this.pause;
		if (refusal === undefined || untilMs - systemClock.now() <= maximumWaitMs) return undefined;
		return new PausedTooLong(refusal, untilMs);
	}

	/** At least the time in which the rate allows one more request, because a refused one may count, too. */
	private growingPauseMs(inARow: number): number {
		const { requests, perMs } = this.rate ?? { requests: 1, perMs: 0 };
		const shareMs = perMs / requests;
		const baseMs = Math.max(PAUSE.baseMs, shareMs);
		return shareMs + fullJitter(baseMs, Math.max(PAUSE.longestMs, perMs), inARow);
	}

	private hasRoom(passage: Passage): boolean {
		return this.hasCapacity(passage) && this.waitMs() === 0;
	}

	/** Jobs under way do not hold back looks, which have to end them. */
	private hasCapacity({ look }: Pick<Passage, 'look'>): boolean {
		return this.capacity.fits(look ? this.unreplied : this.open);
	}

	/** Milliseconds until time alone lets the next request go; Infinity when a reply has to come first. */
	private waitMs(): number {
		const now = systemClock.now();
		const pause = Math.max(0, this.pause.untilMs - now);
		if (this.rate === undefined) return pause;
		const { requests, perMs } = this.rate;
		const span = perMs + MARGIN_MS;
		while (this.replies[0] !== undefined && this.replies[0] + span <= now) this.replies.shift();
		if (this.unreplied + this.replies.length < requests) return pause;
		const [first] = this.replies;
		return first === undefined ? Infinity : Math.max(pause, first + span - now);
	}

	private take(): void {
		this.open += 1;
		this.unreplied += 1;
		this.usedAtMs = systemClock.now();
	}

	private slot(): Slot {
		return {
			replied: once(() => {
				this.unreplied -= 1;
				if (this.rate !== undefined) this.replies.push(systemClock.now());
				this.dispatch();
			}),
			leave: once(() => {
				this.open -= 1;
				this.dispatch();
			}),
		};
	}

	private async turn(passage: Passage, signal: AbortSignal | undefined): Promise<void> {
		await new Promise<void>((resolve, reject) => {
			const settle = (how: () => void) => {
				signal?.removeEventListener('abort', cancel);
				how();
			};
			const entry: Waiting<Passage> = {
				...passage,
				go: () => settle(resolve),
				giveUp: (reason) => {
					this.queue.remove(entry);
					settle(() => reject(reason));
				},
			};
			const cancel = () => {
				entry.giveUp(cancelledFault());
				this.dispatch();
			};
			signal?.addEventListener('abort', cancel, { once: true });
			this.queue.add(entry);
			this.dispatch();
		});
	}

	/** Lets go whoever may, and sets the alarm for the next one. */
	private dispatch(): void {
		this.alarm?.abort();
		this.alarm = undefined;
		while (this.queue.size > 0) {
			// Asked once a turn: time that passes between two answers must not keep the alarm from being set.
			const wait = this.waitMs();
			if (wait > 0) {
				if (wait !== Infinity) this.wakeAfter(wait);
				return;
			}
			const next = this.queue.next((entry) => this.hasCapacity(entry));
			if (next === undefined) return;
			this.take();
			next.go();
		}
	}

	private wakeAfter(ms: number): void {
		const alarm = new AbortController();
		this.alarm = alarm;
		systemClock.sleep(ms, alarm.signal).then(
			() => this.dispatch(),
			() => undefined,
		);
	}
}

function once(work: () => void): () => void {
	let done = false;
	return () => {
		if (done) return;
		done = true;
		work();
	};
}
