import { statfs } from 'node:fs/promises';
import { UserError } from './userError.mjs';

const GIGABYTE = 1e9;

/**
 * Makes sure, before minutes of work, that they will not end on a full disk.
 *
 * @param {string} folder An existing folder on the disk in question.
 * @param {number} gigabytes How much must be free, in GB (1e9 bytes).
 * @param {string} purpose What needs the space, for the message.
 * @throws {UserError} When less is free.
 */
export async function requireDiskSpace(folder, gigabytes, purpose) {
	const { bavail, bsize } = await statfs(folder);
	const free = (bavail * bsize) / GIGABYTE;
	if (free >= gigabytes) return;
	throw new UserError(
		`${purpose} needs about ${gigabytes} GB of disk, and ${folder} has ${free.toFixed(1)} GB left. ` +
			'Free some space and run the command again.',
	);
}
