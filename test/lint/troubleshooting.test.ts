import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, it } from '@jest/globals';

import { ROOT } from './registered';

/** Stands in the page for what differs from case to case. */
const VARIES = '…';
/** A shorter piece between two of them says nothing of where it comes from. */
const SHORTEST_PIECE = 3;

interface Quoted {
	message: string;
	/** What stands in the sources as it is. */
	pieces: string[];
}

/** The messages that the page quotes: first cell of a row, in backticks. Pure. */
function quotedIn(page: string): Quoted[] {
	return page.split('\n').flatMap((line) => {
		const [, message = ''] = /^\| `([^`]+)` *\|/.exec(line) ?? [];
		if (message === '') return [];
		const pieces = message
			.split(VARIES)
			.map((piece) => piece.trim())
			.filter((piece) => piece.length >= SHORTEST_PIECE);
		return [{ message, pieces }];
	});
}

async function sources(): Promise<string[]> {
	const texts: string[] = [];
	for await (const file of glob(['nodes/**/*.ts', 'credentials/*.ts'], { cwd: ROOT })) {
		texts.push(await readFile(join(ROOT, file), 'utf8'));
	}
	return texts;
}

/** Whether the pieces stand in a text, one after the other. */
function holdsInOrder(text: string, pieces: readonly string[]): boolean {
	const [first, ...others] = pieces;
	if (first === undefined) return true;
	const at = text.indexOf(first);
	return at >= 0 && holdsInOrder(text.slice(at + first.length), others);
}

const page = await readFile(join(ROOT, 'docs/troubleshooting.md'), 'utf8');
const quoted = quotedIn(page);
const texts = await sources();
/** One file has to hold all of a message: pieces of several would fit to anything. */
const isThrown = ({ pieces }: Quoted): boolean => texts.some((text) => holdsInOrder(text, pieces));

it('quotes no message that the sources do not hold', () => {
	expect(quoted.filter((each) => !isThrown(each)).map(({ message }) => message)).toEqual([]);
});

it('quotes messages, each once and with something to be found by', () => {
	const messages = quoted.map(({ message }) => message);
	expect(messages.length).toBeGreaterThan(50);
	expect(new Set(messages).size).toBe(messages.length);
	expect(quoted.filter(({ pieces }) => pieces.length === 0)).toEqual([]);
});
