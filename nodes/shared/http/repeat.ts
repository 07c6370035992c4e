import { systemClock } from '../clock';
import { cancelledFault, Fault, toFault } from './faults';
import { PausedTooLong, type Lane, type Passage, type Slot } from './rateLimit';
import { asksToWait, backoffMs, isRepeated, isUncertain, situationOf, type Effect } from './retry';

/** A request that may be sent several times. */
export interface RepeatedCall {
	effect: Effect;
	lane: Lane;
	passage: Passage;
}

/**
 * Sends a request until it is answered for good: waits for a slot, sends it, and sends it again where the table of
 * retry.ts allows it.
 * @param send sends it once; calls `replied` of the slot, and `leave` when what it began has ended. Both are done for it
 *   when it throws.
 * @throws Fault of the last try. `uncertainBefore` says that an earlier try may have been carried out.
 */
export async function sendRepeatedly<T>(
	{ effect, lane, passage }: RepeatedCall,
	send: (slot: Slot) => Promise<T>,
): Promise<T> {
	let uncertainBefore = false;
	let refusedSinceMs: number | undefined;
	for (let tries = 1; ; tries++) {
		const slot = await lane
			.enter(passage)
			.catch((thrown: unknown) =>
				Promise.reject(
					thrown instanceof PausedTooLong ? tooLongFault(thrown, passage, uncertainBefore) : thrown,
				),
			);
		const sentAtMs = systemClock.now();
		try {
			const result = await send(slot);
			lane.accepted(passage);
			return result;
		} catch (thrown) {
			const fault = toFault(thrown);
			const situation = situationOf(fault);
			if (asksToWait(situation)) lane.refused(passage, sentAtMs, fault);
			slot.replied();
			slot.leave();
			if (!isRepeated(effect, situation, tries)) throw lastFault(fault, tries, uncertainBefore);
			uncertainBefore ||= isUncertain(situation);
			if (asksToWait(situation)) {
				refusedSinceMs ??= systemClock.now();
				if (lane.pausedUntilMs - refusedSinceMs > passage.maximumWaitMs) {
					throw tooLongFault(
						new PausedTooLong(fault, lane.pausedUntilMs),
						passage,
						uncertainBefore,
					);
				}
			} else await pause(backoffMs(tries), passage.signal);
		}
	}
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
	await systemClock
		.sleep(ms, signal)
		.catch((thrown: unknown) =>
			Promise.reject(signal?.aborted === true ? cancelledFault() : thrown),
		);
}

function lastFault(fault: Fault, tries: number, uncertainBefore: boolean): Fault {
	if (tries === 1) return fault;
	return new Fault(
		{
			...fault.with({ tries }).facts,
			message: `${fault.message} (tried ${tries} times)`,
			...(uncertainBefore ? { uncertainBefore } : {}),
		},
		fault.cause,
	);
}

/** Says until when the provider wants to be left alone. */
function tooLongFault(
	{ refusal, untilMs }: PausedTooLong,
	{ maximumWaitMs, isWaitFixed = false }: Passage,
	uncertainBefore: boolean,
): Fault {
	const leftMs = Math.max(0, untilMs - systemClock.now());
	const until = new Date(untilMs).toISOString();
	const longest = isWaitFixed
		? 'can be waited for here'
		: `the ${maximumWaitMs / 60_000} minutes of "Maximum Wait"`;
	const orElse = isWaitFixed ? '' : ', or raise "Maximum Wait" in the options';
	return new Fault(
		{
			...refusal.with({ until }).facts,
			message: `${refusal.message} (until ${until}, which is longer than ${longest})`,
			advice: `${uncertainBefore ? 'An earlier try of this request may have been carried out' : 'Nothing of this request was accepted'}. Run it again after that time${orElse}`,
			retryAfterMs: Math.round(leftMs),
			...(uncertainBefore ? { uncertainBefore } : {}),
		},
		refusal.cause,
	);
}
