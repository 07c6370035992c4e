import { describe, expect, it } from '@jest/globals';

import { languageTag } from '../../../nodes/ContentReview/languages';

describe('The language of a text', () => {
	it.each([
		['da', 'da'],
		['tr-TR', 'tr-TR'],
		['pt_BR', 'pt-BR'],
		['zh-Hant', 'zh-Hant'],
		['es-419', 'es-419'],
		[' Danish ', 'da'],
		['GERMAN', 'de'],
		['Turkish', 'tr'],
		['Arabic', 'ar'],
		['Hebrew', 'he'],
		['Chinese', 'zh'],
		['Norwegian Bokmål', 'nb'],
	])('%s is told to browsers as %s', (given, tag) => {
		expect(languageTag(given)).toBe(tag);
	});

	it.each(['', 'Klingon', 'da" onload="x', 'english-speaking', 'd', 12, null, undefined, { a: 1 }])(
		'%j is none',
		(given) => {
			expect(languageTag(given)).toBe('');
		},
	);
});
