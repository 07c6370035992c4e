/** An address that a browser may be sent to; empty for every other text, `javascript:` above all. */
export function webAddress(text: string): string {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.href : '';
}
