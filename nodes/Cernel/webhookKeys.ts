import type { IWebhookFunctions } from 'n8n-workflow';

import { systemClock } from '../shared/clock';
import { toText } from '../shared/values';

/** Keys that may sign the calls of a webhook. */
interface Keys {
	keys: readonly string[];
	/** In ms since the epoch. */
	untilMs: number;
}

/** A key that was taken out of a credential counts for so long, in ms. */
const KEPT_MS = 10_000;

/** By credential. */
const recent = new Map<string, Keys>();

/**
 * Whether one of the keys of the node's credential vouches for something. Keys are kept for a moment, because n8n 2.41 sets an
 * expression engine up whenever it reads a credential, which costs more than all the rest of a call. What they do not
 * vouch for is looked at with the credential itself, so a new key counts at once.
 * @param vouch answers for a list of keys
 */
export async function isVouchedForByKey(
	context: IWebhookFunctions,
	vouch: (keys: readonly string[]) => boolean,
): Promise<boolean> {
	const id = context.getNode().credentials?.cernelApi?.id ?? '';
	const kept = recent.get(id);
	if (kept !== undefined && systemClock.now() < kept.untilMs && vouch(kept.keys)) return true;
	const { apiToken, webhookTokens } = await context.getCredentials('cernelApi');
	// A job is signed with the token of whoever queued it.
	const keys = [apiToken, ...toText(webhookTokens).split(/[\s,]+/)].map((key) =>
		toText(key).trim(),
	);
	recent.set(id, { keys, untilMs: systemClock.now() + KEPT_MS });
	return vouch(keys);
}
