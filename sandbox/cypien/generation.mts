import { requirePermission } from './apiKeys.mts';
import type { Permission } from './apiKeys.mts';
import type { Caller, Context } from './context.mts';
import { forbidden } from './errors.mts';
import { isReadyForTagging, proposeTags } from './inventory.mts';
import type { InventoryProduct, TextKind, Workspace } from './inventory.mts';
import type { Job, JobType } from './jobs.mts';
import type { PlanBudget } from './plans.mts';
import { personas, prepareVariants, writeVariants } from './variants.mts';

const BATCH_SIZE = 10;

/**
 * Starts the job that proposes tags from pictures, and returns the reply of its call. `target` is
 * what the body calls `workspace_id`.
 */
export function generateTags(
	target: string,
	caller: Caller,
	context: Context,
): Record<string, unknown> {
	requirePermission(caller.key, 'generate_tags');
	const untagged = selectProducts(caller.workspace, target).filter(
		({ tags, suggestedTags }) => tags.length === 0 && suggestedTags.length === 0,
	);
	const products = untagged.filter(isReadyForTagging);
	const counts = {
		products_found: untagged.length,
		products_queued: products.length,
		products_without_images: untagged.length - products.length,
	};
	const budget = context.budgetOf(caller.key);
	if (products.length === 0) return replyAtOnce(counts, 'No products found for tagging', budget);
	const job = startJob('tags', products, 1, caller, context, (entry) => {
		entry.suggestedTags = proposeTags(entry.product);
		entry.updatedAt = new Date().toISOString();
		context.paid.record(`tags ${entry.workspaceId} ${entry.id}`);
	});
	return {
		...replyQueued(job, budget),
		...counts,
		rate_limit_estimate: estimate(products.length, 0),
		processing_config: processingConfig(products.length),
	};
}

/** Starts the job that writes one kind of text, and returns the reply of its call. */
export function generateTexts(
	kind: TextKind,
	permission: Permission,
	order: { target: string; language: string },
	caller: Caller,
	context: Context,
): Record<string, unknown> {
	requirePermission(caller.key, permission);
	const { target, language } = order;
	const products = selectProducts(caller.workspace, target).filter(({ tags }) => tags.length > 0);
	const counts = { products_found: products.length, products_queued: products.length };
	const budget = context.budgetOf(caller.key);
	if (products.length === 0) {
		return replyAtOnce(
			{ ...counts, products_without_images: 0 },
			'No products with approved tags found',
			budget,
		);
	}
	const job = startJob(kind, products, personas.length, caller, context, (entry) => {
		for (const variant of writeVariants(entry, kind, language)) {
			context.paid.record(`${kind} ${variant.uid}`);
		}
	});
	for (const entry of products) prepareVariants(entry, kind, language);
	return {
		...replyQueued(job, budget),
		...counts,
		rate_limit_estimate: estimate(products.length * personas.length, personas.length),
		...(kind === 'content' ? { processing_config: processingConfig(products.length) } : {}),
	};
}

// A workspace's own id means all its products, the id of a product that one only.
function selectProducts(workspace: Workspace, target: string): InventoryProduct[] {
	const present = workspace.products.filter(({ deleted }) => !deleted);
	if (target === String(workspace.id)) return present;
	if (target.startsWith('prod_')) return present.filter(({ id }) => id === target);
	throw forbidden(`The API key has no access to workspace ${target}`);
}

function startJob(
	type: JobType,
	products: readonly InventoryProduct[],
	requestsPerProduct: number,
	{ key, workspace }: Caller,
	{ jobs, budgetOf }: Context,
	work: (product: InventoryProduct) => void,
): Job {
	const budget = budgetOf(key);
	budget.requireSome();
	budget.requireJobSlot(jobs.running(key.id));
	return jobs.start({
		type,
		keyId: key.id,
		workspaceId: workspace.id,
		products,
		requestsPerProduct,
		budget,
		work: (product) => {
			if (/fail/i.test(product.product.externalId)) throw new Error('The generation failed');
			work(product);
		},
	});
}

function replyQueued(job: Job, budget: PlanBudget): Record<string, unknown> {
	return {
		job_id: job.id,
		processing_mode: 'async',
		status: 'queued',
		estimated_completion: job.estimatedCompletion,
		status_url: `/jobs/${job.id}/status`,
		rate_limit_info: showBudget(budget),
	};
}

// Nothing to do: the call is over, and there is no job to ask for.
function replyAtOnce(
	counts: Record<string, number>,
	message: string,
	budget: PlanBudget,
): Record<string, unknown> {
	return {
		job_id: `no_products_${Date.now()}`,
		processing_mode: 'sync',
		...counts,
		results: [],
		rate_limit_info: showBudget(budget),
		processing_config: { mode: 'none', batch_size: 0, estimated_batches: 0 },
		messages: [{ type: 'warning', message }],
	};
}

function showBudget(budget: PlanBudget): Record<string, unknown> {
	return {
		hourly_remaining: budget.hourlyRemaining,
		daily_remaining: budget.dailyRemaining,
		next_reset_at: budget.nextResetAt.toISOString(),
	};
}

function estimate(variants: number, segments: number): Record<string, number> {
	return {
		total_variants_to_generate: variants,
		rate_limit_requests_needed: variants,
		segments_count: segments,
		interests_count: segments === 0 ? 0 : 1,
	};
}

function processingConfig(products: number): Record<string, unknown> {
	return { mode: 'background', estimated_batches: Math.ceil(products / BATCH_SIZE) };
}
