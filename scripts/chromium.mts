import { existsSync } from 'node:fs';
import { chromium, selectors, type Browser, type Page } from 'playwright-core';

/** Debian's Chromium, or the one that the environment names. */
const program = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** @returns Whether there is a Chromium to drive. */
export function hasChromium(): boolean {
	return existsSync(program);
}

/** Starts a headless Chromium that calls nobody but the pages it is told to open. */
export async function launchChromium(): Promise<Browser> {
	// n8n's own attribute.
	selectors.setTestIdAttribute('data-test-id');
	return await chromium.launch({
		executablePath: program,
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
		],
	});
}

/** Signs in to n8n's editor as its owner. */
export async function signInToEditor(
	page: Page,
	editor: string,
	owner: { email: string; password: string },
): Promise<void> {
	await page.goto(`${editor}/signin`);
	await page.locator('input').first().fill(owner.email);
	await page.locator('input[type="password"]').fill(owner.password);
	await page.keyboard.press('Enter');
	await page.waitForURL(/home|workflow/);
}
