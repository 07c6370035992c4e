import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Languages that the sandbox writes in. */
export const writtenLanguages = ['en', 'de', 'tr'] as const;

export type WrittenLanguage = (typeof writtenLanguages)[number];

const memory = z
	.object({
		languages: z.tuple([z.literal('en'), z.literal('de'), z.literal('tr')]),
		names: z.array(z.tuple([z.string(), z.string(), z.string()])),
		terms: z.array(z.tuple([z.string(), z.string(), z.string()])),
	})
	.parse(JSON.parse(readFileSync(new URL('./translations.json', import.meta.url), 'utf8')));

const entries = new Map(
	[...memory.terms, ...memory.names].flatMap((entry) =>
		entry.map((text) => [normalize(text), entry] as const),
	),
);

/**
 * `text` in `language` when the translation memory knows it as a whole, otherwise `text` itself:
 * the sandbox does not pretend to translate what it cannot.
 */
export function translate(text: string, language: WrittenLanguage): string {
	const entry = entries.get(normalize(text));
	return entry?.[writtenLanguages.indexOf(language)] ?? text;
}

/** Translates each part of a comma-separated list. */
export function translateList(text: string, language: WrittenLanguage): string {
	return text
		.split(/,\s+/)
		.map((part) => translate(part, language))
		.join(', ');
}

function normalize(text: string): string {
	return text.trim().toLowerCase();
}
