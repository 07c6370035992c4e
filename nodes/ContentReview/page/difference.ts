import { diffArrays } from 'diff';

/** A stretch of a text, and whether the other text lacks it. */
export interface Piece {
	text: string;
	changed: boolean;
}

/** Two versions of a text in pieces: joined, they are the texts again. */
export interface Difference {
	before: Piece[];
	after: Piece[];
	/** False when the texts differ so much, or are so long, that marks would not help. */
	marked: boolean;
}

const MAXIMUM_LENGTH = 60_000;
// Words that may differ; the work grows with its square, and a text this different is a new text.
const MAXIMUM_CHANGES = 600;
const MAXIMUM_MS = 100;

// Finds words in texts without spaces as well: the script of the text decides, not the language given here.
const words = new Intl.Segmenter('en', { granularity: 'word' });

/** The words that differ between two versions of a text. */
export function differenceOf(before: string, after: string): Difference {
	const changes =
		before.length + after.length > MAXIMUM_LENGTH
			? undefined
			: diffArrays(tokensOf(before), tokensOf(after), {
					maxEditLength: MAXIMUM_CHANGES,
					timeout: MAXIMUM_MS,
				});
	if (changes === undefined) return unmarked(before, after);
	const pieces = changes.map(({ value, added, removed }) => ({
		text: value.join(''),
		added,
		removed,
	}));
	return {
		before: joined(pieces.filter(({ added }) => !added).map(pieceOf)),
		after: joined(pieces.filter(({ removed }) => !removed).map(pieceOf)),
		marked: true,
	};
}

function unmarked(before: string, after: string): Difference {
	return {
		before: [{ text: before, changed: false }],
		after: [{ text: after, changed: false }],
		marked: before === after,
	};
}

function tokensOf(text: string): string[] {
	return Array.from(words.segment(text), ({ segment }) => segment);
}

function pieceOf({ text, added, removed }: { text: string; added: boolean; removed: boolean }) {
	return { text, changed: added || removed };
}

/** Joins neighbours of one kind; white space between two changed words counts as changed, which reads better. */
function joined(pieces: readonly Piece[]): Piece[] {
	const found: Piece[] = [];
	for (const [index, { text, changed: own }] of pieces.entries()) {
		const last = found.at(-1);
		const bridge = /^\s+$/.test(text) && last?.changed === true && pieces[index + 1]?.changed;
		const changed = own || bridge === true;
		if (last?.changed === changed) last.text += text;
		else found.push({ text, changed });
	}
	return found;
}
