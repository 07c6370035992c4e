/** What the page adds to its address to ask for something else. */
const OWN = ['watch', 'image', 'part', 'whole'];

/** Only the query counts. */
const BASE = 'http://n8n';

export interface PageQuery {
	own: ReadonlyMap<string, string>;
	/** The rest, n8n's signature among it, as the page's links have it: `?signature=...`. */
	kept: string;
}

/** The query of a call, parted into what the page asks for and what its address needs anyway. */
export function readQuery(url: string): PageQuery {
	const all = [...new URL(url, BASE).searchParams];
	const kept = new URLSearchParams(all.filter(([name]) => !OWN.includes(name))).toString();
	return {
		own: new Map(all.filter(([name]) => OWN.includes(name))),
		kept: kept === '' ? '' : `?${kept}`,
	};
}
