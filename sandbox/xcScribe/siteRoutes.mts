import type { FastifyInstance } from 'fastify';
import { escapeHtml } from '../writing/html.mts';
import type { Context } from './context.mts';
import { createPng } from './images.mts';
import { colorOf, readStockName } from './stockLibrary.mts';

/**
 * What replies link to: the pages of the simulated blog, stored images and stock photos. No part
 * of the API, so that it needs no token.
 */
export function siteRoutes(server: FastifyInstance, context: Context): void {
	const { store } = context;

	server.get<{ Params: { slug: string } }>(
		'/blog/:slug',
		{ config: { operation: 'xcScribe.site.blogPage' } },
		async (request, reply) => {
			const post = store.blogSite.findBySlug(request.params.slug);
			if (post?.status !== 'publish') return reply.code(404).send({ detail: 'Not Found' });
			post.views += 1;
			return reply.headers(pageHeaders).send(renderPage(post.title, post.content));
		},
	);

	server.get<{ Params: { '*': string } }>(
		'/files/*',
		{ config: { operation: 'xcScribe.site.file' } },
		async (request, reply) => {
			const key = request.params['*'];
			const stock = key.startsWith('stock/') ? readStockName(key) : undefined;
			if (stock !== undefined) {
				return reply
					.type('image/png')
					.send(createPng(stock.width, stock.height, colorOf(stock.id)));
			}
			const file = store.files.get(key);
			if (file === undefined) return reply.code(404).send({ detail: 'Not Found' });
			return reply.type(file.contentType).send(file.content);
		},
	);
}

// A post is whatever HTML its author sent: it may show images, and run nothing.
const pageHeaders = {
	'content-type': 'text/html; charset=utf-8',
	'content-security-policy': "default-src 'none'; img-src *; style-src 'unsafe-inline'",
};

function renderPage(title: string, content: string): string {
	return `<!doctype html><html><head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head>
<body><h1>${escapeHtml(title)}</h1>
${content}</body></html>`;
}
