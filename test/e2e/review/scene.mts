import type { Browser } from 'playwright-core';

import { launchChromium } from '../../../scripts/chromium.mts';
import { setStage, type Stage } from '../support.mts';
import { openSite, type Site } from './site.mts';

/** Longer than anything on the page takes, on a machine that stands still for a while too. */
export const PATIENCE_MS = 120_000;

type Parts = { stage: Stage; browser: Browser; site: Site };

/** One n8n, one browser and one web server for all tests of the page: n8n takes long to start. */
export class Scene {
	#parts: Parts | undefined;

	async set(): Promise<void> {
		const [stage, browser, site] = await Promise.all([setStage(), launchChromium(), openSite()]);
		this.#parts = { stage, browser, site };
	}

	async end(): Promise<void> {
		const { stage, browser, site } = this.#present();
		await browser.close();
		await site.close();
		await stage.end();
	}

	get stage(): Stage {
		return this.#present().stage;
	}

	get browser(): Browser {
		return this.#present().browser;
	}

	/** Where pictures come from. */
	get site(): Site {
		return this.#present().site;
	}

	#present(): Parts {
		if (this.#parts === undefined) throw new Error('The scene is not set');
		return this.#parts;
	}
}
