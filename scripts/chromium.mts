import { existsSync } from 'node:fs';
import { chromium, selectors, type Browser, type Page } from 'playwright-core';
import { requireDebianProgram } from './debianProgram.mts';
import { UserError } from './userError.mjs';

/** Where systems keep a Chromium, or the Chrome that is made of it. */
const PROGRAMS = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The one that the environment names, else the machine's. */
function findChromium(): string | undefined {
	const named = process.env.CHROMIUM;
	return (named ? [named] : PROGRAMS).find((program) => existsSync(program));
}

/** @returns Whether there is a Chromium to drive. */
export function hasChromium(): boolean {
	return findChromium() !== undefined;
}

/**
 * Finds the Chromium to drive. Where there is none and this process is root on Debian, it is installed.
 *
 * @param purpose What it is needed for, as the beginning of a sentence.
 * @returns Its program.
 * @throws UserError when there is none; the message says what to do.
 */
export async function requireChromium(purpose: string): Promise<string> {
	const present = findChromium();
	if (present !== undefined) return present;
	const named = process.env.CHROMIUM;
	// Whoever names a program does not want Debian's.
	const failure = named ? undefined : await installChromium();
	const installed = findChromium();
	if (installed !== undefined) return installed;
	throw new UserError(
		`${purpose} needs Chromium or Chrome, and ` +
			`${named ? `there is none at ${named}, which CHROMIUM names` : 'none was found'}. ` +
			'Install it (on Debian and Ubuntu: sudo apt-get install --no-install-recommends chromium), or set CHROMIUM ' +
			'to the path of its program, and run the command again.',
		failure,
	);
}

/** @returns Why it could not be installed, if so. */
async function installChromium(): Promise<unknown> {
	try {
		await requireDebianProgram({
			name: 'chromium',
			packageName: 'chromium',
			variable: 'CHROMIUM',
		});
		return undefined;
	} catch (error) {
		// What it says of the environment's variable is not true of this program.
		if (error instanceof UserError) return error;
		throw error;
	}
}

/** Only bounds a hang: playwright's own 30 seconds are too few for a large page on a busy machine. */
const TIMEOUT_MS = 3 * 60_000;

/** Starts a headless Chromium that calls nobody but the pages it is told to open. */
export async function launchChromium(): Promise<Browser> {
	const executablePath = await requireChromium('This command');
	// n8n's own attribute.
	selectors.setTestIdAttribute('data-test-id');
	const browser = await chromium.launch({
		executablePath,
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
		],
	});
	browser.on('context', (context) => {
		context.setDefaultTimeout(TIMEOUT_MS);
	});
	return browser;
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
