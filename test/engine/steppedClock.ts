import { jest } from '@jest/globals';

import { systemClock } from '../../nodes/shared/clock';
import { forgetLanes } from '../../nodes/shared/http/lanes';

/** The node's time, which passes only when the node sleeps or a test says so. */
export interface SteppedClock {
	now(): number;
	pass(ms: number): void;
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/**
 * Takes the place of the node's clock until the end of the test: a sleep takes no time and lets all of its time pass. The
 * limits of the providers begin anew.
 */
export function stepClock(startMs = Date.parse('2026-01-01T12:00:00Z')): SteppedClock {
	let time = startMs;
	forgetLanes();
	jest.spyOn(systemClock, 'now').mockImplementation(() => time);
	jest.spyOn(systemClock, 'sleep').mockImplementation(async (ms, signal) => {
		await new Promise((resolve) => {
			setImmediate(resolve);
		});
		// Whoever is called off meanwhile has not slept.
		signal?.throwIfAborted();
		time += Math.max(0, Math.ceil(ms));
	});
	return {
		now: () => time,
		pass(ms) {
			time += ms;
		},
	};
}
