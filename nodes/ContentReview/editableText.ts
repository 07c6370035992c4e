import type { ReviewValue } from './review';

/** What stands in the box for editing: a list has one entry a line, also one with line ends in itself. */
export function editableText(value: ReviewValue | undefined): string {
	switch (value?.kind) {
		case 'list':
			return value.entries.map((entry) => entry.replace(/\s*\n\s*/g, ' ')).join('\n');
		case undefined:
		case 'image':
			return '';
		case 'text':
		case 'html':
		case 'number':
			return value.text;
	}
}

/** The entries of a list from the box where it is edited. */
export function entriesOf(text: string): string[] {
	return text
		.split(/\r?\n/)
		.map((line) => line.trim())
		.filter((line) => line !== '');
}
