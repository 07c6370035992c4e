import { inputFault } from './faults';

/**
 * A base URL as the user typed it, made ready for paths to be appended.
 * @returns scheme, host and path without a trailing slash
 * @throws Fault of kind `input` when it is no http(s) URL
 */
export function normalizeBaseUrl(value: unknown): string {
	const text = typeof value === 'string' ? value.trim() : '';
	const url = /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
	if (url === undefined) {
		throw inputFault(
			`The base URL "${withoutUser(text)}" of the credential is not a web address`,
			'Open the credential and enter the base URL with its scheme, e.g. https://api.example.com',
		);
	}
	if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
		throw inputFault(
			'The base URL of the credential carries more than an address',
			'Remove the user name, password, "?" and "#" parts from the base URL of the credential',
		);
	}
	return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** A password that somebody put before the host is not repeated. */
const withoutUser = (text: string): string => text.replace(/^([^/]*\/\/)?[^/]*@/, '$1***@');
