import type { FastifyInstance } from 'fastify';
import type { Context } from './context.mts';
import {
	aiProviders,
	builtInTones,
	contentTypes,
	languages,
	modelTiers,
	platformNames,
} from './knownValues.mts';
import { noInput, serve } from './operation.mts';
import { platforms } from './store.mts';

/** The values that can be chosen from. */
export function configRoutes(server: FastifyInstance, context: Context): void {
	const lists: Array<[operation: string, url: string, list: () => unknown[]]> = [
		['getAiProviders', 'providers', listProviders],
		['getPlatforms', 'platforms', () => platforms.map((id) => ({ id, name: platformNames[id] }))],
		['getContentTypes', 'content-types', () => contentTypes],
		['getLanguages', 'languages', listLanguages],
		[
			'getTones',
			'tones',
			() => [
				...builtInTones.map((id) => ({ id, name: capitalize(id), is_custom: false })),
				...context.store.tones.all().map(({ id, name }) => ({ id, name, is_custom: true })),
			],
		],
	];
	for (const [operation, url, list] of lists) {
		serve(server, context, {
			...noInput,
			id: `config.${operation}`,
			method: 'GET',
			url: `/config/${url}`,
			handle: list,
		});
	}
}

function listProviders(): unknown[] {
	return aiProviders.map(({ id, name, defaultModel }) => ({
		id,
		name,
		default_model: defaultModel,
		models: modelTiers.flatMap((tier) => tier.models[id] ?? []),
	}));
}

function listLanguages(): unknown[] {
	const names = new Intl.DisplayNames(['en'], { type: 'language' });
	return languages.map((code) => ({ code, name: names.of(code) ?? code }));
}

function capitalize(word: string): string {
	return word.charAt(0).toUpperCase() + word.slice(1);
}
