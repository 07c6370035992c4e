import { errorMessage } from '../errorMessage.mts';
import { createPacer } from '../pacing.mts';
import type { Context } from './context.mts';
import { badRequest } from './errors.mts';
import { generateTexts, modelOf } from './generator.mts';
import type { GenerationSettings } from './generator.mts';
import { showXct } from './ledger.mts';
import { findItems } from './store.mts';
import type { ContentItem, Project } from './store.mts';
import { ITEM_PRICE, priceOf, recordGeneration, requireCovered } from './usageRecords.mts';

/** Which items a call is about: pending ones, all after a reset, or the rejected ones. */
export type GenerationScope = 'pending' | 'all' | 'rejected';

export interface GenerationOutcome {
	item_id: string;
	external_id: string;
	status: string;
	confidence_score: number | null;
	error: string | null;
}

/**
 * Chooses the items of a generation and resets those of `regenerate*` to pending. Throws the 404
 * of unknown ids, the 400 of excluded ones and the 402 of a balance that does not cover all.
 */
export function prepareGeneration(
	project: Project,
	scope: GenerationScope,
	settings: GenerationSettings,
	context: Context,
): ContentItem[] {
	const named = settings.item_ids ? findItems(project, settings.item_ids) : undefined;
	const excluded = named?.filter((item) => item.excludedAt !== null) ?? [];
	if (excluded.length > 0) {
		throw badRequest(`Items are excluded: ${excluded.map((item) => item.id).join(', ')}`);
	}
	const present = [...project.items.values()].filter((item) => item.excludedAt === null);
	const rejected = present.filter((item) => item.status === 'rejected');
	const rejectedSet = new Set(rejected);
	const chosen = {
		pending: () =>
			named ?? present.filter((item) => item.status === 'pending' && item.itemType === 'product'),
		all: () => named ?? present.filter((item) => item.itemType === 'product'),
		rejected: () =>
			named === undefined ? rejected : named.filter((item) => rejectedSet.has(item)),
	}[scope]();
	requireBalance(chosen.length, settings, context);
	if (scope === 'all') present.forEach(resetToPending);
	if (scope === 'rejected') rejected.forEach(resetToPending);
	return chosen;
}

/** Throws the 402 when `count` items cost more than there is. */
export function requireBalance(
	count: number,
	settings: GenerationSettings,
	context: Context,
): void {
	requireCovered(count * itemPrice(settings, context), context);
}

/** Generates one item after the other, at the pace of the timings, and yields what came of it. */
export async function* generateItems(
	items: readonly ContentItem[],
	settings: GenerationSettings,
	context: Context,
	signal: AbortSignal,
): AsyncGenerator<GenerationOutcome> {
	const nextStep = createPacer(context.environment.timings.generationMsPerItem, signal);
	for (const item of items) {
		await nextStep();
		const error = generateItem(item, settings, context);
		yield {
			item_id: item.id,
			external_id: item.product.externalId,
			status: error === null ? item.status : 'failed',
			confidence_score: error === null ? item.confidenceScore : null,
			error,
		};
	}
}

/** Sums up outcomes as the reply of a synchronous call and the result of a job. */
export function summarizeGeneration(
	outcomes: readonly GenerationOutcome[],
	settings: GenerationSettings,
	context: Context,
): Record<string, unknown> {
	const done = outcomes.filter((outcome) => outcome.error === null);
	return {
		generated_count: done.length,
		flagged_count: done.filter((outcome) => outcome.status === 'flagged').length,
		failed_count: outcomes.length - done.length,
		failed_items: outcomes
			.filter((outcome) => outcome.error !== null)
			.map(({ item_id, external_id, error }) => ({ item_id, external_id, error })),
		xct_cost: showXct(done.length * itemPrice(settings, context)),
		remaining_balance: showXct(context.store.ledger.total),
	};
}

/** Forgets the text of an item, as before it was generated. */
export function resetToPending(item: ContentItem): void {
	item.status = 'pending';
	item.generatedContent = null;
	item.confidenceScore = null;
	item.aiModelUsed = null;
}

// Returns why it failed, or null. Only a text that was written is paid.
function generateItem(
	item: ContentItem,
	settings: GenerationSettings,
	context: Context,
): string | null {
	const { store } = context;
	const price = itemPrice(settings, context);
	if (!store.ledger.covers(price)) return 'Insufficient XCT balance';
	const hadText = item.generatedContent !== null;
	try {
		generateTexts(item, settings);
	} catch (error) {
		return errorMessage(error);
	}
	recordGeneration(
		{
			aiProvider: settings.ai_provider,
			aiModel: modelOf(settings),
			contentType: settings.content_type,
			input: JSON.stringify(item.product),
			output: JSON.stringify(item.generatedContent),
			price,
			description: `Content generation: ${item.product.externalId}`,
		},
		context,
	);
	if (hadText) store.duplicateGenerations += 1;
	return null;
}

function itemPrice(settings: GenerationSettings, context: Context): number {
	return priceOf(ITEM_PRICE, modelOf(settings), context);
}
