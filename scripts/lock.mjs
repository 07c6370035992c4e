import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from './userError.mjs';

/**
 * Takes a lock file that holds the owner's process id. A lock whose process no longer lives is taken over, so a run
 * that was killed never blocks the next one.
 *
 * @param {string} path The lock file; its folder is made.
 * @param {{ onWait?: (pid: number) => void, takenMessage?: (pid: number) => string }} [options] `onWait` is told once
 *   when another process holds the lock, then this waits for it. With `takenMessage` there is no waiting.
 * @returns {Promise<() => void>} Gives the lock back; calling it twice is harmless.
 * @throws {UserError} With `takenMessage` when another living process holds the lock.
 */
export async function takeLock(path, { onWait, takenMessage } = {}) {
	mkdirSync(dirname(path), { recursive: true });
	let told = false;
	for (;;) {
		try {
			writeFileSync(path, String(process.pid), { flag: 'wx' });
			break;
		} catch (error) {
			if (error?.code !== 'EEXIST') throw error;
		}
		const owner = readOwner(path);
		if (owner === undefined || !isAlive(owner)) {
			// An empty file may be one that its owner is about to fill: look twice before taking it over.
			await sleep(200);
			if (readOwner(path) === owner) rmSync(path, { force: true });
			continue;
		}
		if (takenMessage) throw new UserError(takenMessage(owner));
		if (!told) onWait?.(owner);
		told = true;
		await sleep(500);
	}
	const release = () => {
		process.off('exit', release);
		if (readOwner(path) === process.pid) rmSync(path, { force: true });
	};
	process.on('exit', release);
	return release;
}

function readOwner(path) {
	try {
		const pid = Number(readFileSync(path, 'utf8'));
		return Number.isInteger(pid) && pid > 0 ? pid : undefined;
	} catch {
		return undefined;
	}
}

function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error?.code === 'EPERM';
	}
}
