const entities: Record<string, string> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	apos: "'",
	nbsp: ' ',
	ndash: '–',
	mdash: '—',
	minus: '−',
};

/** The readable text of an HTML fragment, well-formed or not, with white space collapsed. */
export function stripHtml(html: string): string {
	return html
		.replace(/<\/?[a-z][^<>]*(?:>|$)/gi, ' ')
		.replace(/&(#?\w+);/g, (whole, name: string) => entities[name] ?? whole)
		.replace(/\s+/g, ' ')
		.trim();
}

/** `text` made safe as HTML content. */
export function escapeHtml(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
