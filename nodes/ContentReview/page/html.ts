/** Text that is safe to stand in a document. Only this file makes it. */
class SafeHtml {
	readonly #text: string;

	constructor(text: string) {
		this.#text = text;
	}

	toString(): string {
		return this.#text;
	}
}

export type Html = SafeHtml;

/** What a template may hold: texts are escaped, `undefined`, `null` and `false` leave nothing. */
export type Content = string | number | Html | false | null | undefined | readonly Content[];

const ENTITIES: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
	'`': '&#96;',
};

function escape(text: string): string {
	return text.replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? '');
}

function write(content: Content): string {
	if (content === undefined || content === null || content === false) return '';
	if (typeof content === 'string') return escape(content);
	if (typeof content === 'number') return String(content);
	if (content instanceof SafeHtml) return content.toString();
	return content.map(write).join('');
}

const leanParts = new WeakMap<TemplateStringsArray, readonly string[]>();

/** The template's own text without its indentation, which a thousand cards would repeat. */
function lean(strings: TemplateStringsArray): readonly string[] {
	const known = leanParts.get(strings);
	if (known !== undefined) return known;
	const parts = strings.map((part) => part.replace(/\n\s*/g, '\n'));
	leanParts.set(strings, parts);
	return parts;
}

/** A piece of a document. Attributes that hold a value must be quoted in the template. */
export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Html {
	let text = '';
	for (const [index, part] of lean(strings).entries()) text += part + write(contents[index]);
	return new SafeHtml(text);
}

/** Our own style sheet or script, as it stands. Never for anything that came from outside. */
export function trusted(asset: string): Html {
	return new SafeHtml(asset);
}

/** A value as JSON for a script element, which cannot be closed from within it. */
export function json(value: unknown): Html {
	return new SafeHtml(JSON.stringify(value).replace(/[<\u2028\u2029]/g, unicodeEscape));
}

function unicodeEscape(character: string): string {
	return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
