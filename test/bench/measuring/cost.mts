import { writeFileSync } from 'node:fs';

/** What a piece of work cost the process that did it. */
export interface Cost {
	wallMs: number;
	/** User and system time of all threads, so of garbage collection and compilation too. */
	cpuMs: number;
	/** The most memory (RSS) at any moment of the work, beyond what there was at its start. */
	peakMegabytes: number;
}

const MEGABYTE = 1024 * 1024;

/** Does the work once and measures it. Run Node with `--expose-gc`: then the work starts with a clean heap. */
export async function measureCost(work: () => Promise<void>): Promise<Cost> {
	globalThis.gc?.();
	forgetPeak();
	const startBytes = process.memoryUsage.rss();
	const cpu = process.cpuUsage();
	const started = performance.now();
	await work();
	const wallMs = performance.now() - started;
	const { user, system } = process.cpuUsage(cpu);
	const peakBytes = process.resourceUsage().maxRSS * 1024;
	return {
		wallMs,
		cpuMs: (user + system) / 1000,
		peakMegabytes: Math.max(0, peakBytes - startBytes) / MEGABYTE,
	};
}

/**
 * The system keeps the peak of the process's whole life, and loading n8n-core makes one that would hide a smaller one
 * later. Linux starts it anew on request; elsewhere the figure is a lower bound.
 */
function forgetPeak(): void {
	try {
		writeFileSync('/proc/self/clear_refs', '5');
	} catch {
		// No Linux, or not allowed here.
	}
}
