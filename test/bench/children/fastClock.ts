import { join } from 'node:path';

import { isObject } from '../../engine/guards';
import { load } from './modules';

/**
 * Lets the clock of the unpacked package run `speed` times as fast: its limits, pauses and timeouts then pass in less time,
 * while what the processor does takes as long as ever.
 * @throws Error when the package has no such clock
 */
export function speedUpClock(product: string, speed: number): void {
	const loaded = load(join(product, 'dist/nodes/shared/clock.js'));
	const clock: unknown = isObject(loaded) ? Reflect.get(loaded, 'systemClock') : undefined;
	if (!isClock(clock)) throw new Error('The package has no clock');
	const { now, sleep } = clock;
	const startedAt = now();
	const started = performance.now();
	clock.now = () => startedAt + (performance.now() - started) * speed;
	// Rounded up: who wakes too early has not waited.
	clock.sleep = async (ms, signal) => await sleep(Math.ceil(ms / speed), signal);
}

interface Clock {
	now(): number;
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

const isClock = (value: unknown): value is Clock =>
	isObject(value) && 'now' in value && 'sleep' in value;
