/** A language tag as HTML takes it (BCP 47), e.g. `da`, `tr-TR`, `zh-Hant`. */
const TAG = /^[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?$/i;

/** Languages that the providers name in English. */
const CODES =
	'ar bg ca cs cy da de el en es et eu fa fi fr ga gl he hi hr hu id is it ja ko lt lv ms mt nb nl nn no pl pt ro ru sk sl sq sr sv th tr uk ur vi zh';

/** Made late, because a process that never reviews needs none of it. */
let codesByName: ReadonlyMap<string, string> | undefined;

function namedCodes(): ReadonlyMap<string, string> {
	const names = new Intl.DisplayNames('en', { type: 'language' });
	return new Map(CODES.split(' ').map((code) => [(names.of(code) ?? code).toLowerCase(), code]));
}

/**
 * The code of a language that a provider wrote as a code or by its English name (`Danish`, as Cernel does).
 * @returns empty for anything else, so that no text is read out in a wrong language
 */
export function languageTag(language: unknown): string {
	if (typeof language !== 'string') return '';
	const text = language.trim().replace('_', '-');
	if (TAG.test(text)) return text;
	codesByName ??= namedCodes();
	return codesByName.get(text.toLowerCase()) ?? '';
}
