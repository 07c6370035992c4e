import type { CsvTable } from '../catalogue/csv.mts';
import type { ContentItem, Platform, Project } from './store.mts';

/** Which items to export; `status` may also be `excluded` or `all`. */
export interface ExportFilter {
	status: string;
	sourceId: string | undefined;
	/** Text looked for in names, external ids and generated texts, in any case. */
	search: string | undefined;
}

type Column = [title: string, value: (item: ContentItem) => string];

const text = (key: string) => (item: ContentItem) => {
	const value = item.generatedContent?.[key];
	return typeof value === 'string' ? value : '';
};

const nameOf = (item: ContentItem) => text('name')(item) || item.product.name;

// Each platform's own import reads these headers.
const layouts: Record<Platform, Column[]> = {
	woocommerce: [
		['SKU', (item) => item.product.externalId],
		['Name', nameOf],
		['Short description', text('short_description')],
		['Description', text('long_description')],
		['Status', (item) => item.status],
		['Confidence', (item) => String(item.confidenceScore ?? '')],
	],
	shopify: [
		['Handle', (item) => item.product.externalId],
		['Title', nameOf],
		['Body (HTML)', text('long_description')],
		['SEO Description', text('short_description')],
		['Status', (item) => item.status],
	],
	magento2: [
		['sku', (item) => item.product.externalId],
		['name', nameOf],
		['short_description', text('short_description')],
		['description', text('long_description')],
	],
};

/** The selected items of `project` in the layout of its platform. */
export function exportTable(project: Project, filter: ExportFilter): CsvTable {
	const layout = layouts[project.platform];
	const items = [...project.items.values()].filter((item) => matches(item, filter));
	return {
		columns: layout.map(([title]) => title),
		rows: items.map((item) => layout.map(([, value]) => value(item))),
		delimiter: ',',
		hasByteOrderMark: true,
	};
}

function matches(item: ContentItem, filter: ExportFilter): boolean {
	const status = item.excludedAt === null ? item.status : 'excluded';
	if (filter.status !== 'all' && filter.status !== status) return false;
	if (filter.sourceId !== undefined && item.sourceId !== filter.sourceId) return false;
	if (filter.search === undefined) return true;
	const haystack = [
		item.product.name,
		item.product.externalId,
		JSON.stringify(item.generatedContent),
	];
	const needle = filter.search.toLowerCase();
	return haystack.some((part) => part.toLowerCase().includes(needle));
}
