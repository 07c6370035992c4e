/** A shop, or one language of it, that Cernel writes for. */
export interface Site {
	id: number;
	domain: string;
	/** Tells the sites of one domain apart; 0 for a domain with one site only. */
	siteId: number;
	name: string;
	type: string;
	/** The language of the site itself first, then those that its texts can be localized to. */
	languages: readonly [string, ...string[]];
}

/** Four domains, one of which has two sites. Two numbers name a site: `id` and `siteId`. */
export const sites: readonly Site[] = [
	{
		id: 543,
		domain: 'https://alpenglow.example',
		siteId: 0,
		name: 'Alpenglow (English)',
		type: 'WooCommerce',
		languages: ['English', 'German', 'Turkish'],
	},
	{
		id: 544,
		domain: 'https://handel.alpenglow.example',
		siteId: 0,
		name: 'Alpenglow Handel (German)',
		type: 'Shopify',
		languages: ['German', 'English'],
	},
	{
		id: 545,
		domain: 'https://tr.alpenglow.example',
		siteId: 7,
		name: 'Alpenglow Türkiye (Turkish)',
		type: 'Shopify',
		languages: ['Turkish'],
	},
	{
		id: 546,
		domain: 'https://nordic.alpenglow.example',
		siteId: 1,
		name: 'Alpenglow Nordic (Danish)',
		type: 'Magento',
		languages: ['Danish', 'Norwegian'],
	},
	{
		id: 547,
		domain: 'https://nordic.alpenglow.example',
		siteId: 2,
		name: 'Alpenglow Nordic (Norwegian)',
		type: 'Magento',
		languages: ['Norwegian', 'Danish'],
	},
];

/** The site that a payload names. */
export function findSite(domain: string, siteId: number): Site | undefined {
	return sites.find((site) => site.domain === domain && site.siteId === siteId);
}

/** A site in the shape of the API's reply. */
export function showSite(site: Site): Record<string, unknown> {
	return {
		id: site.id,
		domain: site.domain,
		language: site.languages[0],
		name: site.name,
		type: site.type,
		site_id: site.siteId,
		initial_keyword_count: 0,
		keyword_increase: 0,
		exclude_from_statistics: false,
	};
}
