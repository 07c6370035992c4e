import { randomBytes } from 'node:crypto';

import type { Response } from 'express';

import type { ShownItem } from './review';

/** More hosts than this would make a header that proxies refuse. */
const MAXIMUM_IMAGE_HOSTS = 40;

/** A host may have a semicolon in its name, which would begin a directive of its own. */
const PLAIN_ORIGIN = /^https?:\/\/[\w.-]+(:\d+)?$/;

/** What every answer says: it is for one reader, now, and tells other sites nothing. */
const HEADERS = {
	'cache-control': 'no-store',
	'referrer-policy': 'no-referrer',
	'x-robots-tag': 'noindex, nofollow',
	'x-content-type-options': 'nosniff',
	'x-frame-options': 'DENY',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
};

/** n8n lets every site read the answers of its webhooks; a page of a person's decisions is for nobody else. */
const OF_OTHER_SITES = [
	'access-control-allow-origin',
	'access-control-allow-methods',
	'access-control-allow-headers',
	'access-control-allow-credentials',
];

/** Sets what every answer says. */
export function protect(response: Response): Response {
	for (const name of OF_OTHER_SITES) response.removeHeader(name);
	return response.set(HEADERS);
}

/** Sends a document that runs its own script only, and loads nothing but the images of the items. */
export function sendPage(
	response: Response,
	status: number,
	render: (nonce: string) => string,
	items: readonly ShownItem[] = [],
): void {
	const nonce = randomBytes(16).toString('base64');
	protect(response)
		.status(status)
		.set('content-security-policy', contentSecurityPolicy(nonce, imageSources(items)))
		.type('text/html; charset=utf-8')
		.send(render(nonce));
}

function contentSecurityPolicy(nonce: string, images: readonly string[]): string {
	return [
		"default-src 'none'",
		`script-src 'nonce-${nonce}'`,
		`style-src 'nonce-${nonce}'`,
		// Product texts bring their own; frames without scripts inherit this.
		"style-src-attr 'unsafe-inline'",
		`img-src ${["'self'", 'data:', ...images].join(' ')}`,
		"connect-src 'self'",
		"form-action 'self'",
		"base-uri 'none'",
		"frame-ancestors 'none'",
	].join('; ');
}

/** Where the images of the items come from; any place when there are too many to name. */
function imageSources(items: readonly ShownItem[]): string[] {
	const origins = new Set(
		items
			.flatMap(({ fields }) => fields.flatMap(({ proposed, current }) => [proposed, current]))
			.flatMap((value) => (value?.kind === 'image' ? value.images : []))
			.flatMap((image) => ('url' in image ? [new URL(image.url).origin] : []))
			.filter((origin) => PLAIN_ORIGIN.test(origin)),
	);
	return origins.size > MAXIMUM_IMAGE_HOSTS ? ['https:', 'http:'] : [...origins];
}
