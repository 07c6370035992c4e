import type { Page, Route } from 'playwright-core';
import { z } from 'zod';

import { triggered } from '../../../sandbox/n8n/chain.mts';
import type { N8nRest } from '../../../sandbox/n8n/rest.mts';
import { until } from '../../sandbox/apiCalls.mts';
import { PATIENCE_MS } from './scene.mts';
import { reviewNode, setNode } from './workflow.mts';

/** Where the node's own parameters, and a form that was refused, bring a text to the page. */
export const PAGE_PLACES = [
	'heading',
	'instructions',
	'label',
	'language',
	'title of an item',
	'name of the reviewer that was sent',
	'comment that was sent',
	'edit that was sent',
	'name of a field of the form that was sent',
] as const;

/**
 * Publishes a workflow whose reviews have a text that is sent to it as heading, instructions, label, language and title.
 *
 * @returns Starts a review with a text. @returns Its link.
 */
export async function publishEcho(rest: N8nRest): Promise<(text: string) => Promise<string>> {
	const text = '={{ $json.body.text }}';
	const trigger = {
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		parameters: {
			httpMethod: 'POST',
			path: 'review-of-one-text',
			responseMode: 'responseNode',
			options: {},
		},
	};
	const nodes = [
		setNode('Link', { link: '={{ $execution.resumeUrl }}' }),
		{
			name: 'Answer',
			type: 'n8n-nodes-base.respondToWebhook',
			typeVersion: 1.1,
			parameters: { respondWith: 'text', responseBody: '={{ $json.link }}', options: {} },
		},
		reviewNode({
			fields: [{ label: text, kind: 'text', proposed: 'body.text', language: text }],
			parameters: { title: text, heading: text, instructions: text },
		}),
	];
	const { id } = await rest.importWorkflow(triggered('Review of one text', trigger, nodes));
	await rest.publishWorkflow(id);
	const url = await rest.webhookUrl(id, 'Webhook');
	return async (given) => {
		const response = await fetch(url, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ text: given }),
		});
		return await response.text();
	};
}

/** Opens a review by a form that it refuses, so that the page comes back with what was sent. */
export async function openRefused(page: Page, link: string, text: string): Promise<void> {
	await openPosted(page, link, {
		reviewer: text,
		'd.0': 'rejected',
		'c.0': text,
		'e.0.0': `${text} again`,
		[`x${text}`]: text,
	});
}

/** Opens a review by sending a form that it refuses. */
export async function openPosted(
	page: Page,
	link: string,
	fields: Readonly<Record<string, string>>,
): Promise<void> {
	// The page has no such field, so the form is refused whatever else is in it.
	const form = new URLSearchParams({ ...fields, unknown: '' });
	const post = async (route: Route): Promise<void> => {
		const headers = {
			...route.request().headers(),
			'content-type': 'application/x-www-form-urlencoded',
		};
		await route.continue({ method: 'POST', headers, postData: form.toString() });
	};
	await until(async () => {
		await page.route(link, post, { times: 1 });
		const status = (await page.goto(link))?.status();
		if (status === 422) return true;
		// n8n answers "is running already" until the execution waits.
		if (status !== 409) throw new Error(`The answer was ${status ?? 'none'}`);
		return undefined;
	}, PATIENCE_MS);
}

const Shown = z.object({
	heading: z.string(),
	instructions: z.string(),
	label: z.string(),
	title: z.string(),
	reviewer: z.string(),
	comment: z.string(),
	edit: z.string(),
});

/** What stands in the page of a refused form, with all that can be opened open. */
export async function shownInPage(page: Page): Promise<z.infer<typeof Shown>> {
	return Shown.parse(
		await page.evaluate(`(() => {
			for (const each of document.querySelectorAll('details')) each.open = true;
			const text = (selector) => document.querySelector(selector)?.textContent ?? '';
			const value = (name) => document.getElementsByName(name)[0]?.value ?? '';
			return {
				heading: text('h1'),
				instructions: text('.instructions'),
				label: text('h3 bdi'),
				title: text('h2 bdi'),
				reviewer: value('reviewer'),
				comment: value('c.0'),
				edit: value('e.0.0'),
			};
		})()`),
	);
}
