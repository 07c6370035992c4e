import * as n8nWorkflow from 'n8n-workflow';

import { inputFault } from '../shared/http/faults';
import type { ReviewSettings } from './review';

/** What this n8n does for a waiting execution. */
export interface Host {
	/** Links to a waiting execution hold a secret, which n8n checks. Since 2.14. */
	signsLinks: boolean;
	/** When the time is up, items go on from the output they were put on, and errors as errors. Since 2.39. */
	keepsOutputs: boolean;
}

/** @param resumeUrl the link to the waiting execution, as n8n gives it out */
export function hostOf(resumeUrl: string): Host {
	return {
		signsLinks: /[?&]signature=./.test(resumeUrl),
		// n8n does not say its version to nodes. This name came with the same release.
		keepsOutputs: Reflect.has(n8nWorkflow, 'N8N_NODES_API_VERSION'),
	};
}

/**
 * Makes sure, before anybody is asked, that nobody can decide unasked and that no item is lost.
 * @throws Fault when this n8n is too old for a review with these settings
 */
export function requireHost(
	{ signsLinks, keepsOutputs }: Host,
	{ accessCode, limit }: Pick<ReviewSettings, 'accessCode' | 'limit'>,
): void {
	if (!signsLinks && accessCode === '') {
		throw inputFault(
			'This version of n8n does not protect the link to the review: whoever guesses its number could approve',
			'Update n8n to 2.14 or newer, or set an Access Code',
		);
	}
	if (!keepsOutputs && limit !== undefined && limit.outcome !== 'approve') {
		throw inputFault(
			'This version of n8n would lose the items when the time limit has passed',
			'Update n8n to 2.39 or newer, or turn Limit Time off',
		);
	}
}
