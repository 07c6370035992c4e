import type { Product } from '../catalogue/product.mts';
import { stripHtml } from './html.mts';

/**
 * How sure the sandbox is of a text about `product`, 0 to 1 with two decimals. Rich source data
 * gives a high score. Each further attempt (first = 1) clearly raises it, so that rejecting and
 * generating again comes to an end.
 */
export function confidenceScore(product: Product, attempt: number): number {
	const words = product.name.split(/\s+/).filter((word) => word !== '').length;
	const source = stripHtml(product.description).length;
	const base =
		0.12 +
		Math.min(words, 3) * 0.03 +
		Math.min(Object.keys(product.attributes).length, 3) * 0.08 +
		Math.min(source / 240, 1) * 0.24 +
		(stripHtml(product.shortDescription) === '' ? 0 : 0.1) +
		(product.categories.length === 0 ? 0 : 0.05) +
		(product.images.length === 0 ? 0 : 0.05) +
		(product.tags.length === 0 ? 0 : 0.03) +
		(product.weight === '' ? 0 : 0.02) +
		(stableHash(product.externalId) % 3) / 100;
	const score = 1 - (1 - Math.min(base, 0.92)) * 0.55 ** (attempt - 1);
	return Math.min(0.99, Math.round(score * 100) / 100);
}

/** A whole number of at least 0 that is the same for the same text in every process. */
export function stableHash(text: string): number {
	let hash = 2166136261;
	for (const character of text) {
		hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619) >>> 0;
	}
	return hash;
}
