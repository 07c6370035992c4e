// Letters, digits and hyphens in the order of BCP 47: anything else would be no language to a browser.
const LANGUAGE = /^[a-z]{2,3}(-[a-z0-9]{2,8}){0,4}$/i;

/** A value for `lang`, or undefined where the text does not look like a language. */
export function languageOf(language: string | undefined): string | undefined {
	return language !== undefined && LANGUAGE.test(language) ? language : undefined;
}

/** The page's own address with one more parameter; `query` is empty or begins with `?`. */
export function addressOf(query: string, name: string, value: string | number): string {
	const pair = `${name}=${encodeURIComponent(value)}`;
	return query === '' || query === '?' ? `?${pair}` : `${query}&${pair}`;
}
