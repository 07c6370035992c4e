import { randomUUID } from 'node:crypto';

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';

import { systemClock } from '../shared/clock';
import { inputFault, toFault, type Fault } from '../shared/http/faults';
import { toErrorItem, toNodeError } from '../shared/nodeErrors';
import { toNumber, toText } from '../shared/values';
import { OWN_FIELDS } from './form';
import { parsePath } from './paths';
import { PRESETS } from './presets';
import {
	KINDS,
	OUTCOMES,
	type ItemSettings,
	type Review,
	type ReviewField,
	type ReviewSettings,
} from './review';
import { showItem } from './shownItem';

const UNIT_MS = { minutes: 60_000, hours: 60 * 60_000, days: 24 * 60 * 60_000 } as const;
/** n8n keeps the time in a date, which ends at some point; nobody reviews for longer. */
const MAXIMUM_LIMIT_MS = 366 * UNIT_MS.days;

const limitSchema = z.object({
	amount: z.number().positive(),
	unit: z.enum(['minutes', 'hours', 'days']),
	outcome: z.enum(OUTCOMES),
});

const fieldSchema = z.object({
	label: z.string().trim().default(''),
	kind: z.enum(KINDS).default('text'),
	proposed: z.string().trim().default(''),
	current: z.string().trim().default(''),
	editable: z.boolean().default(true),
	language: z.string().trim().default(''),
});

/**
 * What the node's parameters and its items make of a review.
 * @throws Fault when the parameters make none, or an item cannot be reviewed and the node is not to go on without it
 */
export function prepareReview(
	context: IExecuteFunctions,
	items: readonly INodeExecutionData[],
): Review {
	const settings = readSettings(context);
	const checked = items.map((item, index) => checkItem(context, settings, item, index));
	const refused = checked.flatMap((each, index) => ('fault' in each ? [{ index, ...each }] : []));
	const [first] = refused;
	if (first !== undefined && !context.continueOnFail()) {
		throw toNodeError(context.getNode(), first.fault, first.index);
	}
	const good = checked.flatMap((each, index) => ('own' in each ? [{ index, ...each }] : []));
	return {
		settings,
		items: good.map(({ item }) => item),
		itemSettings: good.map(({ own }) => own),
		origins: good.map(({ index }) => index),
		refused: refused.map(({ fault, index }) => ({
			origin: index,
			item: toErrorItem(fault, index),
		})),
	};
}

function readSettings(context: IExecuteFunctions): ReviewSettings {
	const read = (name: string): unknown => context.getNodeParameter(name, 0);
	const option = (name: string): unknown => context.getNodeParameter(`options.${name}`, 0, '');
	const preset = toText(read('preset'));
	return {
		id: randomUUID(),
		heading: toText(read('heading')).trim() || 'Content review',
		instructions: toText(read('instructions')).trim(),
		requireReviewer: option('requireReviewer') === true,
		accessCode: toText(option('accessCode')).trim(),
		preset,
		fields:
			preset === OWN_FIELDS ? readFields(context.getNodeParameter('fields.values', 0, [])) : [],
		limit: read('limitTime') === true ? readLimit(read) : undefined,
	};
}

function readLimit(read: (name: string) => unknown): ReviewSettings['limit'] {
	const given = limitSchema.safeParse({
		amount: read('limitAmount'),
		unit: read('limitUnit'),
		outcome: read('limitOutcome'),
	});
	const ms = given.success ? given.data.amount * UNIT_MS[given.data.unit] : Infinity;
	if (!given.success || ms < UNIT_MS.minutes || ms > MAXIMUM_LIMIT_MS) {
		throw inputFault(
			'The time limit is no time between a minute and a year',
			'Enter a number of minutes, hours or days under "Limit Time"',
		);
	}
	return { at: systemClock.now() + ms, outcome: given.data.outcome };
}

function readFields(values: unknown): ReviewField[] {
	const fields = z.array(fieldSchema).catch([]).parse(values);
	if (fields.length === 0) {
		throw inputFault('There is no field to review', 'Add one under "Fields"');
	}
	return fields.map(({ label, proposed, current, language, ...rest }, index) => {
		const name = label || proposed;
		checkPath(proposed, `"Content Path" of field ${index + 1}${name && ` (${name})`}`);
		if (current !== '')
			checkPath(current, `"Current Content Path" of field ${index + 1} (${name})`);
		return { ...rest, label: name, proposed, current, ...(language === '' ? {} : { language }) };
	});
}

function checkPath(path: string, where: string): void {
	if (parsePath(path) !== undefined) return;
	throw inputFault(
		path === '' ? `${where} is empty` : `${where} is "${path}", which is no path into an item`,
		'Write it like texts.title, images[0] or ["meta.title"]',
	);
}

/** An item with what the parameters say of it, or why it cannot be reviewed. */
function checkItem(
	context: IExecuteFunctions,
	settings: ReviewSettings,
	item: INodeExecutionData,
	index: number,
): { item: INodeExecutionData; own: ItemSettings } | { fault: Fault } {
	try {
		const own = readItemSettings(context, index);
		const review = { settings, items: [item], itemSettings: [own], origins: [index], refused: [] };
		if (showItem(review, 0).fields.every(({ proposed }) => proposed === undefined)) {
			throw nothingToReview(settings);
		}
		return { item, own };
	} catch (thrown) {
		return { fault: toFault(thrown) };
	}
}

/** An item that shows nothing would be approved unseen: a wrong path must not publish anything. */
function nothingToReview({ preset, fields }: ReviewSettings): Fault {
	const known = PRESETS.get(preset);
	return known === undefined
		? inputFault(
				`The item has no value at ${fields.map(({ proposed }) => proposed).join(', ')}`,
				'Compare the paths under "Fields" with the items that come in',
			)
		: inputFault(
				`The item is no ${known.name} with something to review`,
				'Choose what the items are under "What to Review", or name the fields yourself with "Own Fields"',
			);
}

function readItemSettings(context: IExecuteFunctions, index: number): ItemSettings {
	const option = (name: string): unknown => context.getNodeParameter(`options.${name}`, index, '');
	return {
		title: toText(context.getNodeParameter('title', index, '')),
		link: toText(option('link')),
		score: toNumber(option('score')),
		threshold: toNumber(option('flagBelow')),
	};
}
