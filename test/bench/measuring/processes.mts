import { readFile } from 'node:fs/promises';

/** Linux counts CPU time of processes in these. */
const TICKS_PER_SECOND = 100;

/** CPU seconds that another process has used so far, in all its threads; undefined where the system does not tell. */
export async function cpuSecondsOf(pid: number): Promise<number | undefined> {
	const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
	// The program's name stands in brackets and may hold spaces; utime and stime are the 12th and 13th field after it.
	const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
	const ticks = Number(fields[11]) + Number(fields[12]);
	return Number.isNaN(ticks) ? undefined : ticks / TICKS_PER_SECOND;
}

/** The most memory that another process has had in use so far; undefined where the system does not tell. */
export async function peakMegabytesOf(pid: number): Promise<number | undefined> {
	const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
	const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
	return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}
