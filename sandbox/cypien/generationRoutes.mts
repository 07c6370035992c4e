import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { noInput, serve } from '../serving/operation.mts';
import type { Permission } from './apiKeys.mts';
import type { Context } from './context.mts';
import { generateTags, generateTexts } from './generation.mts';
import type { TextKind } from './inventory.mts';

const workspace_id = z.string().min(1);

/** A BCP 47 tag as far as the samples go: `tr-TR`, `de`. */
const language = z.string().regex(/^[a-z]{2,3}(-[A-Z]{2})?$/, 'must be a language tag');

const textRequest = z.object({ workspace_id, language });

/** A list of types of which only one is known. */
function types(known: string) {
	return z.array(z.literal(known)).min(1);
}

interface TextCall {
	id: string;
	url: string;
	kind: TextKind;
	permission: Permission;
	body: z.ZodType<z.infer<typeof textRequest>, z.ZodTypeDef, unknown>;
}

const textCalls: TextCall[] = [
	{
		id: 'content.generate',
		url: '/v1/content/generate',
		kind: 'content',
		permission: 'generate_content',
		body: textRequest.extend({ content_types: types('description') }).strict(),
	},
	{
		id: 'title.generate',
		url: '/v1/title/generate',
		kind: 'title',
		permission: 'generate_title',
		body: textRequest.extend({ title_types: types('title') }).strict(),
	},
	{
		id: 'googleFeed.generate',
		url: '/v1/googlefeed/generate',
		kind: 'google_feed',
		permission: 'generate_google_feed',
		body: textRequest.extend({ googlefeed_types: types('google_feed') }).strict(),
	},
];

/** The four calls that start a generation. */
export function generationRoutes(server: FastifyInstance, context: Context): void {
	serve(server, context.dialect, {
		...noInput,
		id: 'tag.generate',
		method: 'POST',
		url: '/v1/tags/generate',
		takesBody: true,
		body: z.object({ workspace_id, mode: z.literal('auto').optional() }).strict(),
		handle: ({ caller, body }) => generateTags(body.workspace_id, caller, context),
	});

	for (const { kind, permission, ...call } of textCalls) {
		serve(server, context.dialect, {
			...noInput,
			...call,
			method: 'POST',
			takesBody: true,
			handle: ({ caller, body }) =>
				generateTexts(
					kind,
					permission,
					{ target: body.workspace_id, language: body.language },
					caller,
					context,
				),
		});
	}
}
