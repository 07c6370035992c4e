import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Context } from './context.mts';
import { conflict } from './errors.mts';
import { noInput, serve } from './operation.mts';
import { showTone } from './organizationReplies.mts';

/** Tones of the organization's own. */
export function toneRoutes(server: FastifyInstance, context: Context): void {
	const { store } = context;

	serve(server, context, {
		...noInput,
		id: 'tone.getCustom',
		method: 'GET',
		url: '/organization/tones',
		handle: () => store.tones.all().map(showTone),
	});

	serve(server, context, {
		...noInput,
		id: 'tone.createCustom',
		method: 'POST',
		url: '/organization/tones',
		access: 'admin',
		encoding: 'json',
		body: z
			.object({
				id: z.string().min(1),
				name: z.string().min(1),
				description: z.string().nullish(),
				system_prompt: z.string().min(1),
			})
			.strict(),
		status: 201,
		handle: ({ body }) => {
			if (store.toneIds().includes(body.id)) throw conflict(`Tone '${body.id}' already exists`);
			const tone = store.tones.add({
				id: body.id,
				name: body.name,
				description: body.description ?? null,
				systemPrompt: body.system_prompt,
			});
			return showTone(tone);
		},
	});

	serve(server, context, {
		...noInput,
		id: 'tone.deleteCustom',
		method: 'DELETE',
		url: '/organization/tones/:tone_id',
		access: 'admin',
		path: z.object({ tone_id: z.string().min(1) }).strict(),
		handle: ({ path }) => {
			store.tones.remove(path.tone_id);
			return { message: 'Tone deleted' };
		},
	});
}
