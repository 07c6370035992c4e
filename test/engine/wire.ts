import { subscribe, unsubscribe } from 'node:diagnostics_channel';

import { isObject } from './guards';

/** What undici sent to a server and got from it, at the times (`performance.now()`) at which this process did so. */
export interface Wire {
	sent: number[];
	answered: Array<{ at: number; status: unknown }>;
	stop(): void;
}

const SENT = 'undici:client:sendHeaders';
const ANSWERED = 'undici:request:headers';

/**
 * Watches requests where they leave and replies where they are read. What the server sees comes later, on a busy machine so
 * much later that it tells nothing about what the client knew.
 */
export function watchWire(origin: string): Wire {
	const memberOf = (value: unknown, name: string): unknown =>
		isObject(value) ? Reflect.get(value, name) : undefined;
	const isOurs = (message: unknown): boolean =>
		String(memberOf(memberOf(message, 'request'), 'origin')) === origin;
	const sent: Wire['sent'] = [];
	const answered: Wire['answered'] = [];
	const onSent = (message: unknown): void => {
		if (isOurs(message)) sent.push(performance.now());
	};
	const onAnswered = (message: unknown): void => {
		if (!isOurs(message)) return;
		const status = memberOf(memberOf(message, 'response'), 'statusCode');
		answered.push({ at: performance.now(), status });
	};
	subscribe(SENT, onSent);
	subscribe(ANSWERED, onAnswered);
	return {
		sent,
		answered,
		stop: () => {
			unsubscribe(SENT, onSent);
			unsubscribe(ANSWERED, onAnswered);
		},
	};
}
