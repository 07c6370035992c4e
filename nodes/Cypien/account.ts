import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { normalizeBaseUrl } from '../shared/http/baseUrl';
import { inputFault } from '../shared/http/faults';
import { toText } from '../shared/values';

/** What the user entered into the credential, ready to be sent. */
export interface Account {
	/** Without the `/v1` with which all paths begin. */
	baseUrl: string;
	apiKey: string;
	/** Digits; a number at the log-in, a text elsewhere. */
	workspaceId: string;
}

/** @throws Fault of kind `input` for a base URL that is no web address */
export function accountOf(data: ICredentialDataDecryptedObject): Account {
	return {
		baseUrl: normalizeBaseUrl(data.baseUrl).replace(/\/+v1$/, ''),
		apiKey: toText(data.apiKey).trim(),
		workspaceId: toText(data.workspaceId).trim(),
	};
}

/** @throws Fault of kind `input` for what is no number, which no log-in takes */
export function workspaceNumber({ workspaceId }: Account): number {
	if (/^\d{1,15}$/.test(workspaceId)) return Number(workspaceId);
	throw inputFault(
		`The workspace ID "${workspaceId}" of the credential is not a whole number`,
		'Open the credential and enter the number of the Cypien workspace, e.g. 123',
	);
}
