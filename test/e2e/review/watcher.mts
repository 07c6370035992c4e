import type { BrowserContext, ConsoleMessage, Page, Request } from 'playwright-core';

/** Watches all pages of a browser context for what a hostile text may have brought about. */
export class Watcher {
	readonly #context: BrowserContext;
	readonly #allowed: readonly string[];
	readonly #found: string[] = [];
	#isOpening = false;

	/**
	 * @param allowed Origins that requests may go to.
	 */
	constructor(context: BrowserContext, allowed: readonly string[]) {
		this.#context = context;
		this.#allowed = allowed;
		context.on('requestfinished', (request) => {
			this.#checkRequest(request);
		});
		context.on('requestfailed', (request) => {
			// What the policy stops is announced all the same, and never leaves the browser.
			if (request.failure()?.errorText !== 'csp') this.#checkRequest(request);
		});
		context.on('dialog', (dialog) => {
			this.#found.push(`dialog: ${dialog.type()} ${dialog.message()}`);
			// It may be gone with its page.
			dialog.dismiss().catch(() => undefined);
		});
		context.on('console', (message) => {
			this.#checkMessage(message);
		});
		context.on('weberror', (error) => {
			this.#found.push(`page error: ${error.error().message}`);
		});
		context.on('page', (page) => {
			if (!this.#isOpening) this.#found.push(`window: ${page.url().slice(0, 200)}`);
		});
	}

	/** A tab of the test's own. Every other one is a finding. */
	async newPage(): Promise<Page> {
		this.#isOpening = true;
		const page = await this.#context.newPage();
		this.#isOpening = false;
		// A text that runs leaves this mark. Asking for it later would wait for pages that are stuck.
		await page.addInitScript(
			`Object.defineProperty(window, '__hacked', {
				configurable: true,
				set() { console.log('A mark was left.'); },
			})`,
		);
		page.on('framenavigated', (frame) => {
			const url = frame.url();
			// Where the policy keeps a frame from loading, the browser puts an error of its own.
			const isFine = frame.parentFrame()
				? /^(about:(srcdoc|blank)|chrome-error:\/\/.*|)$/.test(url)
				: url === 'about:blank' || this.#isAllowed(url);
			if (!isFine) this.#found.push(`navigation: ${url.slice(0, 200)}`);
		});
		page.on('download', (download) => this.#found.push(`download: ${download.url()}`));
		page.on('websocket', (socket) => this.#found.push(`websocket: ${socket.url()}`));
		return page;
	}

	/** @returns All that was found since the last call. */
	take(): string[] {
		return this.#found.splice(0);
	}

	#isAllowed(url: string): boolean {
		return this.#allowed.some((origin) => url.startsWith(`${origin}/`));
	}

	#checkRequest(request: Request): void {
		const url = request.url();
		if (this.#isAllowed(url) || /^(data|about):/.test(url)) return;
		this.#found.push(`request: ${url.slice(0, 200)}`);
	}

	#checkMessage(message: ConsoleMessage): void {
		const text = message.text();
		// What the browser says when it has kept a text from doing something, or the test has had a form refused.
		if (/Content Security Policy|^(Blocked|Refused|Unsafe attempt) |a status of 422 /.test(text))
			return;
		this.#found.push(`console: ${message.type()} ${text.slice(0, 300)}`);
	}
}
