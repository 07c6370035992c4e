import { escapeHtml } from './html.mts';

/** A paragraph of sentences, or a list with a heading. */
export type Block =
	| { kind: 'paragraph'; sentences: readonly string[] }
	| { kind: 'list'; heading: string; entries: readonly string[] };

/**
 * Puts `blocks` together in at most `limit` characters, markup counted. Whole sentences and list
 * entries are left out when they do not fit; only a first sentence that is too long is cut.
 */
export function compose(blocks: readonly Block[], limit: number, html: boolean): string {
	const written: Block[] = [];
	for (const block of blocks) {
		const parts = block.kind === 'paragraph' ? block.sentences : block.entries;
		let fitting = 0;
		while (fitting < parts.length) {
			const attempt = [...written, shorten(block, fitting + 1)];
			if (render(attempt, html).length > limit) break;
			fitting += 1;
		}
		if (fitting > 0) written.push(shorten(block, fitting));
		if (fitting < parts.length) break;
	}
	return written.length > 0 ? render(written, html) : cut(firstSentence(blocks), limit, html);
}

function shorten(block: Block, count: number): Block {
	return block.kind === 'paragraph'
		? { kind: 'paragraph', sentences: block.sentences.slice(0, count) }
		: { kind: 'list', heading: block.heading, entries: block.entries.slice(0, count) };
}

function render(blocks: readonly Block[], html: boolean): string {
	if (!html) {
		return blocks
			.map((block) =>
				block.kind === 'paragraph'
					? block.sentences.join(' ')
					: [`${block.heading}:`, ...block.entries.map((entry) => `- ${entry}`)].join('\n'),
			)
			.join('\n\n');
	}
	return blocks
		.map((block) =>
			block.kind === 'paragraph'
				? `<p>${escapeHtml(block.sentences.join(' '))}</p>`
				: `<h3>${escapeHtml(block.heading)}</h3><ul>${block.entries
						.map((entry) => `<li>${escapeHtml(entry)}</li>`)
						.join('')}</ul>`,
		)
		.join('\n');
}

function firstSentence(blocks: readonly Block[]): string {
	const block = blocks[0];
	return (block?.kind === 'paragraph' ? block.sentences[0] : block?.heading) ?? '';
}

// Cuts between words; code points are kept whole.
function cut(sentence: string, limit: number, html: boolean): string {
	const wrap = (text: string) => (html ? `<p>${escapeHtml(text)}</p>` : text);
	const words = sentence.split(' ');
	while (words.length > 1) {
		words.pop();
		const candidate = wrap(`${words.join(' ').replace(/[,;:–-]+$/, '')}…`);
		if (candidate.length <= limit) return candidate;
	}
	let plain = '';
	for (const character of sentence) {
		if (plain.length + character.length > limit) break;
		plain += character;
	}
	return plain;
}
