import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { z } from 'zod';

const file = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

const Result = z.object({
	checks: z.number(),
	violations: z.array(z.string()),
});

/** Widths and colours that every state of a page is looked at in. */
const LOOKS = [
	{ width: 1280, colorScheme: 'light' },
	{ width: 1280, colorScheme: 'dark' },
	{ width: 390, colorScheme: 'light' },
	{ width: 390, colorScheme: 'dark' },
] as const;

/** High enough for all cards: what is not drawn is not checked. */
const HEIGHT = 5_000;

/**
 * Lets axe-core look at a page in each width and colour. Frames are left out: what is in them is the provider's.
 *
 * @param name What the page shows, for the findings.
 * @returns Violations of WCAG 2.0 to 2.2, A and AA, and how many checks were passed.
 */
export async function inspect(
	page: Page,
	name: string,
): Promise<{ checks: number; violations: string[] }> {
	await page.evaluate(await readFile(file, 'utf8'));
	let checks = 0;
	const violations: string[] = [];
	for (const { width, colorScheme } of LOOKS) {
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		await page.setViewportSize({ width, height: HEIGHT });
		await drawn(page);
		const result = Result.parse(
			await page.evaluate(`axe.run(document, {
				iframes: false,
				runOnly: { type: 'tag', values: ${JSON.stringify(TAGS)} },
			}).then(({ passes, violations }) => ({
				checks: passes.reduce((sum, { nodes }) => sum + nodes.length, 0),
				violations: violations.flatMap(({ id, nodes }) =>
					nodes.map(({ html, failureSummary }) => id + ': ' + html.slice(0, 300) + ' ' + failureSummary)),
			}))`),
		);
		checks += result.checks;
		violations.push(
			...result.violations.map((each) => `${name}, ${width}, ${colorScheme}: ${each}`),
		);
	}
	return { checks, violations };
}

/** Waits until the page stands as the new size wants it: cards that come into view get their real height a frame later. */
async function drawn(page: Page): Promise<void> {
	await page.waitForFunction(
		`new Promise((resolve) => {
			let height = 0;
			let same = 0;
			const look = () => {
				const now = document.documentElement.scrollHeight;
				same = now === height ? same + 1 : 0;
				height = now;
				if (innerHeight === ${HEIGHT} && same > 3) resolve(true);
				else requestAnimationFrame(look);
			};
			look();
		})`,
	);
}
