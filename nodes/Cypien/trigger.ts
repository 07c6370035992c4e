import type { IDataObject } from 'n8n-workflow';

import { idList } from '../shared/fields';
import { digest, markOf, NO_GROUND } from '../shared/ground';
import type { ApiClient } from '../shared/http/apiClient';
import { isNotFound } from '../shared/http/faults';
import { hasEnded, isOpen, JOB_MARK_LENGTH, jobMark } from '../shared/jobWatch';
import { summarized } from '../shared/output';
import { pollingOptions, type PollingTrigger } from '../shared/polling';
import { fillPath } from '../shared/request';
import { during, simplify } from '../shared/triggerForm';
import { isRecord, toText } from '../shared/values';
import { watchedRows } from '../shared/watchedRows';
import type { Sighting, Watch } from '../shared/watch';
import { INVENTORY_ID, JOB_PATH, VARIANTS_PATH } from './operations/fields';
import { productListReply } from './operations/replies';
import { cypien, jobStatus } from './provider';

const EVENT = {
	productCreated: 'productCreated',
	productUpdated: 'productUpdated',
	readyForTagging: 'readyForTagging',
	tagsSuggested: 'tagsSuggested',
	variantGenerated: 'variantGenerated',
	jobFinished: 'jobFinished',
} as const;

const PRODUCT_EVENTS: string[] = [
	EVENT.productCreated,
	EVENT.productUpdated,
	EVENT.readyForTagging,
	EVENT.tagsSuggested,
];

/** Cypien documents no webhooks, so all events are found by looking. */
export const cypienTrigger: PollingTrigger = {
	provider: cypien,
	events: [
		{
			value: EVENT.productCreated,
			name: 'Product Created',
			description: 'A product came into the inventory',
		},
		{
			value: EVENT.productUpdated,
			name: 'Product Updated',
			description: 'A product has changed, its tags included',
		},
		{
			value: EVENT.readyForTagging,
			name: 'Product Ready for Tagging',
			description: 'A product can have tags generated from its pictures',
		},
		{
			value: EVENT.tagsSuggested,
			name: 'Tags Suggested',
			description: 'Tags of a product wait for approval in Cypien',
		},
		{
			value: EVENT.variantGenerated,
			name: 'Variant Generated',
			description:
				'A description, title or feed text of a chosen product has got its text, or another one',
		},
		{
			value: EVENT.jobFinished,
			name: 'Job Finished',
			description: 'One of the given jobs is completed, failed or cancelled',
		},
	],
	initialEvents: [EVENT.productCreated],
	fields: {
		inventory_product_ids: during(
			[EVENT.variantGenerated],
			idList({
				displayName: 'Inventory Product IDs',
				description: `The products whose texts to watch, separated by commas. ${INVENTORY_ID}`,
				placeholder: 'e.g. 13302, 13303',
				required: true,
			}),
		),
		job_ids: during(
			[EVENT.jobFinished],
			idList({
				displayName: 'Job IDs',
				description: 'The jobs to watch, separated by commas: Cypien has no list of jobs',
				placeholder: 'e.g. content_123_1695384000_abc123',
				required: true,
			}),
		),
		simplify: during(PRODUCT_EVENTS, simplify),
	},
	options: pollingOptions,
	watches({ events, values }, client) {
		const products = PRODUCT_EVENTS.some((event) => events.has(event));
		return [
			...(products ? [productWatch(events, values.simplify !== false, client)] : []),
			...idsOf(values.inventory_product_ids).map((id) => variantWatch(id, client)),
			...idsOf(values.job_ids).map((id) => jobWatch(id, client)),
		];
	},
};

const idsOf = (value: unknown): string[] =>
	Array.isArray(value) ? [...new Set(value.map(toText))] : [];

/** Bits of the first character of a product's mark. */
const READY = 1;
const SUGGESTED = 2;
const DELETED = 4;

/** Characters of a mark that stand for a content. */
const CONTENT_LENGTH = 6;

/**
 * The products of the inventory. A product is known for good by its id, so one that is away for a while is not created again;
 * of its content a mark remembers a digest, because a time alone would hide a second change in the same moment.
 */
function productWatch(events: ReadonlySet<string>, simplify: boolean, client: ApiClient): Watch {
	const summary = productListReply.kind === 'list' ? productListReply.summary : undefined;
	return {
		key: 'products',
		markLength: 1 + CONTENT_LENGTH,
		async read() {
			const body = await client.get('/v1/inventory/products');
			const rows = watchedRows(isRecord(body) ? body.products : undefined, cypien, 'products');
			return {
				sightings: rows.map((row) => ({
					id: toText(row.id),
					mark: productMark(row),
					row: summarized(row, summary, { simplify, limit: Infinity }),
				})),
				unseen: 'keep',
			};
		},
		happened: (before, now) => productEvents(before, now).filter((event) => events.has(event)),
	};
}

function productMark(row: IDataObject): string {
	const isDeleted = row.deleted === true;
	const flags =
		(!isDeleted && row.ready_for_tagging === true ? READY : 0) |
		(!isDeleted && row.has_suggested_tags === true ? SUGGESTED : 0) |
		(isDeleted ? DELETED : 0);
	return String(flags) + digest(JSON.stringify(contentOf(row)), CONTENT_LENGTH);
}

/** In the order of the keys. The addresses of pictures count without the part that may be a passing signature. */
function contentOf(row: IDataObject): unknown {
	const entries = Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1));
	return entries.map(([key, value]) => {
		const isAddress = key === 'pictures' || key === 'primary_picture';
		return [
			key,
			isAddress ? [value].flat().map((each) => toText(each).replace(/[?#].*$/s, '')) : value,
		];
	});
}

function productEvents(before: string | undefined, now: string): string[] {
	const was = before === undefined ? 0 : Number(before.slice(0, 1));
	const is = Number(now.slice(0, 1));
	const reached = (flag: number): boolean => (is & flag) !== 0 && (was & flag) === 0;
	return [
		...(before === undefined && (is & DELETED) === 0 ? [EVENT.productCreated] : []),
		...(before !== undefined && before !== now ? [EVENT.productUpdated] : []),
		...(reached(READY) ? [EVENT.readyForTagging] : []),
		...(reached(SUGGESTED) ? [EVENT.tagsSuggested] : []),
	];
}

/** Lists of texts of a product, by what their texts are. */
const VARIANT_LISTS = {
	description: 'descriptionVariants',
	title: 'titleVariants',
	googleFeed: 'googleFeedVariants',
} as const;

const NO_TEXT = '-'.repeat(CONTENT_LENGTH);

/** The texts of one product: a variant counts as generated when it has a text that it did not have before. */
function variantWatch(productId: string, client: ApiClient): Watch {
	const path = fillPath(VARIANTS_PATH, { inventoryProductId: productId });
	return {
		key: path,
		markLength: CONTENT_LENGTH,
		async read(ground) {
			// A product that is gone has no more texts. One that was never there is a mistake, and told when the trigger begins.
			const body = await client
				.get(path)
				.catch((thrown: unknown) =>
					isNotFound(thrown) && ground !== NO_GROUND ? {} : Promise.reject(thrown),
				);
			const product = isRecord(body) ? body : {};
			return {
				sightings: Object.entries(VARIANT_LISTS).flatMap(([kind, list]) =>
					variantsIn(product, kind, list, productId),
				),
				unseen: 'keep',
			};
		},
		happened: (before, now) => (now !== NO_TEXT && before !== now ? [EVENT.variantGenerated] : []),
	};
}

function variantsIn(
	product: IDataObject,
	kind: string,
	list: string,
	productId: string,
): Sighting[] {
	const variants: unknown = product[list];
	return (Array.isArray(variants) ? variants.filter(isRecord) : []).map((variant) => {
		const text = toText(variant.body);
		return {
			id: `${kind} ${toText(variant.uid)}`,
			mark: text.trim() === '' ? NO_TEXT : digest(text, CONTENT_LENGTH),
			row: { kind, inventoryProductId: productId, productName: product.productName, ...variant },
		};
	});
}

/** One job: once it has ended nothing changes any more, and it is not asked for again. */
function jobWatch(jobId: string, client: ApiClient): Watch {
	return {
		key: `job ${jobId}`,
		markLength: JOB_MARK_LENGTH,
		async read(ground) {
			const known = markOf(ground, jobId);
			if (known !== undefined && !isOpen(known)) return { sightings: [], unseen: 'keep' };
			const job = await client.look(fillPath(`${JOB_PATH}/status`, { jobId }));
			const row = isRecord(job) ? job : {};
			const mark = jobMark(jobStatus(row).outcome);
			return { sightings: [{ id: jobId, mark, row }], unseen: 'keep' };
		},
		happened: (before, now) => (hasEnded(before, now) ? [EVENT.jobFinished] : []),
	};
}
