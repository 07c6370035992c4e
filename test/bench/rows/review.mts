import type { N8n } from '../../../sandbox/n8n/instance.mts';
import { hasChromium, launchChromium } from '../../../scripts/chromium.mts';
import { withN8n } from '../measuring/n8n.mts';
import { startReview, visit } from '../measuring/reviewPage.mts';
import {
	alternate,
	atMost,
	figures,
	type Comparison,
	type Row,
	type RowContext,
} from '../measuring/row.mts';

const MANY = 1_000;
const FEW = 50;
const MEGABYTE = 1024 * 1024;

/** The page of Content Review with many items, beside the same page with few, in a real n8n and a real browser. */
export const reviewRow: Row = {
	name: 'review',
	async run(context) {
		if (!hasChromium()) {
			context.progress('left out: there is no Chromium (apt-get install chromium)');
			return [];
		}
		return await withN8n(
			{ name: 'review', tarball: context.tarball },
			async (n8n) => await openReviews(n8n, atMost(5, context)),
		);
	},
};

async function openReviews(n8n: N8n, context: RowContext): Promise<Comparison[]> {
	const many = await startReview(n8n.rest, MANY);
	const few = await startReview(n8n.rest, FEW);
	const browser = await launchChromium();
	try {
		const open = {
			many: async () => await visit(browser, many, MANY),
			few: async () => await visit(browser, few, FEW),
		};
		// The first visit compiles what all later ones use.
		await open.few();
		const results = await alternate(['many', 'few'], context, async (name) => await open[name]());
		const figure = figures(results.get('many') ?? [], results.get('few') ?? []);
		return [
			{
				title: 'The page of a review',
				ours: `${MANY.toLocaleString('en')} items`,
				peer: `${FEW} items`,
				note: 'each item has three texts and an HTML, before and after, and a picture',
				runs: context.runs,
				measurements: [
					figure('first contentful paint', 'ms', ({ paint }) => paint, { ratio: 1.5 }),
					figure('first card', 'ms', ({ card }) => card, { ratio: 1.5 }),
					figure('first document', 'MB', ({ bytes }) => bytes / MEGABYTE, { value: 1 }),
					figure('over the network', 'kB', ({ transferred }) => transferred / 1024),
					figure('all cards', 'ms', ({ loaded }) => loaded),
					figure('JavaScript heap', 'MB', ({ heap }) => heap),
					figure('longest frame of scrolling', 'ms', ({ longestFrame }) => longestFrame),
				],
			},
		];
	} finally {
		await browser.close();
	}
}
