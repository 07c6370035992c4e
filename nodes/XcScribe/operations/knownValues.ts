import type { INodePropertyOptions } from 'n8n-workflow';

/**
 * Values that XC Scribe's documents name. None of these lists is promised to be complete, so the fields that offer
 * them take other values from expressions.
 */

const options = (pairs: Record<string, string>): INodePropertyOptions[] =>
	Object.entries(pairs)
		.map(([value, name]) => ({ name, value }))
		.sort((a, b) => a.name.localeCompare(b.name));

export const PLATFORMS = options({
	magento2: 'Magento 2',
	shopify: 'Shopify',
	woocommerce: 'WooCommerce',
});

export const AI_PROVIDERS = options({
	anthropic: 'Anthropic',
	deepseek: 'DeepSeek',
	google: 'Google',
});

export const TONES = options({
	casual: 'Casual',
	luxury: 'Luxury',
	minimalist: 'Minimalist',
	modern: 'Modern',
	playful: 'Playful',
	professional: 'Professional',
});

export const CONTENT_TYPES = options({ product_description: 'Product Description' });

export const LANGUAGES = options({
	ar: 'Arabic',
	bg: 'Bulgarian',
	bs: 'Bosnian',
	cnr: 'Montenegrin',
	cs: 'Czech',
	da: 'Danish',
	de: 'German',
	el: 'Greek',
	en: 'English',
	es: 'Spanish',
	et: 'Estonian',
	fi: 'Finnish',
	fr: 'French',
	ga: 'Irish',
	hi: 'Hindi',
	hr: 'Croatian',
	hu: 'Hungarian',
	it: 'Italian',
	ja: 'Japanese',
	ko: 'Korean',
	lt: 'Lithuanian',
	lv: 'Latvian',
	mk: 'Macedonian',
	mt: 'Maltese',
	nb: 'Norwegian Bokmål',
	nl: 'Dutch',
	pl: 'Polish',
	pt: 'Portuguese',
	ro: 'Romanian',
	ru: 'Russian',
	sk: 'Slovak',
	sl: 'Slovenian',
	'sr-Cyrl': 'Serbian (Cyrillic)',
	'sr-Latn': 'Serbian (Latin)',
	sv: 'Swedish',
	tr: 'Turkish',
	uk: 'Ukrainian',
	zh: 'Chinese',
});

/** Statuses that may be set on an item. */
export const ITEM_STATUSES = options({
	approved: 'Approved',
	flagged: 'Flagged',
	generated: 'Generated',
	pending: 'Pending',
	rejected: 'Rejected',
	synced: 'Synced',
});

/** Statuses to filter by: excluded items are marked by a date, but are listed like a status. */
export const ITEM_FILTER_STATUSES: INodePropertyOptions[] = [
	...ITEM_STATUSES,
	{ name: 'Excluded', value: 'excluded' },
].sort((a, b) => a.name.localeCompare(b.name));

export const JOB_STATUSES = options({
	cancelled: 'Cancelled',
	completed: 'Completed',
	failed: 'Failed',
	queued: 'Queued',
	running: 'Running',
});

export const JOB_TYPES = options({ generation: 'Generation', sync: 'Sync' });

export const SYNC_MODES = options({
	all: 'All',
	pending: 'Pending',
	selected: 'Selected',
});

export const CONNECTION_STATUSES = options({ active: 'Active', error: 'Error' });

export const ROLES = options({ admin: 'Admin', member: 'Member' });

export const TWO_FACTOR_METHODS = options({ email: 'Email', totp: 'Authenticator App' });

export const BALANCE_TYPES = options({ subscription: 'Subscription', topup: 'Top-Up' });

export const BLOG_POST_STATUSES = options({
	draft: 'Draft',
	failed: 'Failed',
	published: 'Published',
	ready: 'Ready',
	scheduled: 'Scheduled',
});

export const PHOTO_ORIENTATIONS = options({
	landscape: 'Landscape',
	portrait: 'Portrait',
	square: 'Square',
});

export const STOCK_PHOTO_PROVIDERS = options({ pexels: 'Pexels' });

/** Integrations that the plugin endpoints know. */
export const INTEGRATIONS = options({
	shopify: 'Shopify',
	woocommerce: 'WooCommerce',
	wordpress: 'WordPress',
});
