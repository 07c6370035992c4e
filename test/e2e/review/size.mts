import { describe, expect, it } from '@jest/globals';

import { startReview, visit } from '../../bench/measuring/reviewPage.mts';
import type { Scene } from './scene.mts';

export function describeSize(scene: Scene): void {
	describe('the page of a review of 1,000 items', () => {
		// How fast it is, `npm run bench -- --only review` says.
		it('begins with no more than that of 50, and loads all of them', async () => {
			const look = async (count: number) => {
				const link = await startReview(scene.stage.n8n.rest, count);
				return await visit(scene.browser, link, count, { scroll: false });
			};
			const few = await look(50);
			const many = await look(1_000);
			console.table({ '50 items': few, '1,000 items': many });
			expect(many.bytes).toBeLessThan(1024 * 1024);
			expect(many.firstCards).toBeLessThanOrEqual(few.firstCards);
			expect(many.firstCards).toBeGreaterThan(0);
		});
	});
}
