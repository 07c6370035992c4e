import type { HttpReply } from './client';
import { discard } from './body';
import type { EgressFilter } from './egress';
import { Fault, inputFault } from './faults';
import { sendFollowing } from './follow';

/** Milliseconds until a file has to begin to come. */
const REPLY_WITHIN_MS = 60_000;

export interface DownloadOptions {
	egress?: EgressFilter | undefined;
	signal?: AbortSignal | undefined;
	/** Only for an address of the provider itself, where the user's credential says so. */
	insecure?: boolean;
}

/**
 * Opens a file at a web address, over redirects, without anything of a credential.
 * @returns a reply with a status below 300, its body unread
 * @throws Fault, also for addresses that are not http(s) or that n8n's egress filter forbids
 */
export async function openDownload(
	url: string,
	{ egress, signal, insecure = false }: DownloadOptions,
): Promise<HttpReply> {
	if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
		throw inputFault(`"${url.slice(0, 200)}" is not a web address that can be downloaded`);
	}
	const reply = await sendFollowing(
		{
			method: 'GET',
			url,
			headers: { accept: '*/*' },
			replyWithinMs: REPLY_WITHIN_MS,
			insecure,
			...(signal === undefined ? {} : { signal }),
		},
		egress,
	).catch((thrown: unknown) => Promise.reject(notThere(thrown, url)));
	if (reply.status < 300) return reply;
	await discard(reply);
	throw missingFault(url, String(reply.status), reply.status);
}

/** A redirect that is not followed says nothing about the credential here. */
function notThere(thrown: unknown, url: string): unknown {
	if (!(thrown instanceof Fault) || thrown.facts.status === undefined) return thrown;
	return missingFault(url, thrown.message, thrown.facts.status);
}

function missingFault(url: string, reason: string, status: number): Fault {
	return new Fault({
		kind: 'unavailable',
		message: `The file at ${new URL(url).host} could not be downloaded (${reason})`,
		advice: 'It may have been removed, or not be public',
		status,
	});
}
