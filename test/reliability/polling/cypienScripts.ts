import fc from 'fast-check';

import { scripts } from './script';

/** What happens at Cypien. */
export type CypienAction =
	/** A product comes, or comes back as it was. */
	| { what: 'come' | 'vanish'; index: number }
	/** Its content changes; `sameTime` leaves its time of change as it was. */
	| { what: 'change'; index: number; sameTime: boolean }
	| { what: 'flag'; index: number; flag: Flag; value: boolean }
	/** The addresses of all pictures get other signatures. */
	| { what: 'sign' }
	/** A text of a product is generated, or taken away. */
	| { what: 'text'; product: string; kind: Kind; index: number; isThere: boolean }
	| { what: 'job'; id: string; status: string };

export type Flag = 'ready_for_tagging' | 'has_suggested_tags' | 'deleted';
export type Kind = 'description' | 'title' | 'googleFeed';

export interface CypienSelection {
	events: string[];
	productIds: string[];
	jobIds: string[];
}

const EVENTS = [
	'productCreated',
	'productUpdated',
	'readyForTagging',
	'tagsSuggested',
	'variantGenerated',
	'jobFinished',
];
export const PRODUCT_IDS = ['13302', '13303'];
export const JOB_IDS = ['content_1', 'content_2', 'tags_1'];

/** Few, so that the same things change again. */
const index = fc.integer({ min: 0, max: 2 });

const presence: fc.Arbitrary<CypienAction> = fc.record({
	what: fc.constantFrom<Array<'come' | 'vanish'>>('come', 'come', 'vanish'),
	index,
});

const change: fc.Arbitrary<CypienAction> = fc.record({
	what: fc.constant('change'),
	index,
	sameTime: fc.boolean(),
});

const flag: fc.Arbitrary<CypienAction> = fc.record({
	what: fc.constant('flag'),
	index,
	flag: fc.constantFrom<Flag[]>('ready_for_tagging', 'has_suggested_tags', 'deleted'),
	value: fc.boolean(),
});

const sign: fc.Arbitrary<CypienAction> = fc.record({ what: fc.constant('sign') });

const text: fc.Arbitrary<CypienAction> = fc.record({
	what: fc.constant('text'),
	product: fc.constantFrom(...PRODUCT_IDS),
	kind: fc.constantFrom<Kind[]>('description', 'title', 'googleFeed'),
	index: fc.integer({ min: 0, max: 1 }),
	isThere: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.constant(false)),
});

const job: fc.Arbitrary<CypienAction> = fc.record({
	what: fc.constant('job'),
	id: fc.constantFrom(...JOB_IDS),
	status: fc.constantFrom('processing', 'paused', 'completed', 'failed', 'cancelled'),
});

const some = (values: string[]): fc.Arbitrary<string[]> => fc.subarray(values, { minLength: 1 });

const selectionOf = (events: string[]): fc.Arbitrary<CypienSelection> =>
	fc.record({ events: some(events), productIds: some(PRODUCT_IDS), jobIds: some(JOB_IDS) });

export const cypienScripts = scripts(
	{
		action: fc.oneof(presence, change, flag, sign, text, job),
		selection: selectionOf(EVENTS),
	},
	{ action: fc.oneof(presence, change, flag, sign), selection: selectionOf(EVENTS.slice(0, 4)) },
	{ action: fc.oneof(text, job), selection: selectionOf(EVENTS.slice(4)) },
);
