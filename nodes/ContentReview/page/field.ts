import { editableText, entriesOf } from '../editableText';
import type { ReviewValue, ShownField, ShownItem } from '../review';
import { addressOf, languageOf } from './attributes';
import { html, type Html } from './html';
import { langAttribute, renderSides } from './value';

/** One field of an item: its values and, where it may be edited, a box for it. */
export function renderField(
	item: ShownItem,
	field: ShownField,
	position: number,
	context: { query: string; withoutScript: boolean; edited: string | undefined },
): Html {
	const language = languageOf(field.language) ?? languageOf(item.language);
	const id = `${item.index}-${position}`;
	return html`<div
		role="group"
		class="field field-${field.kind}"
		data-field="${position}"
		data-kind="${field.kind}"
		aria-labelledby="label-${id}"
	>
		<h3 id="label-${id}">
			<bdi>${field.label}</bdi>
			<span class="badge badge-edited" data-edited ${context.edited === undefined && html`hidden`}
				>Edited</span
			>
		</h3>
		<div data-sides>
			${renderSides({
				kind: field.kind,
				label: field.label,
				language,
				proposed: withEdit(field, context.edited),
				current: field.current,
				withoutScript: context.withoutScript,
				fileAddress: (key) =>
					addressOf(context.query, 'image', `${item.index}.`) + encodeURIComponent(key),
			})}
		</div>
		${field.editable && field.kind !== 'image' && renderEditor(field, id, language, context.edited)}
	</div>`;
}

/** What is shown when an edit was refused together with the rest and comes back. */
function withEdit(field: ShownField, edited: string | undefined): ReviewValue | undefined {
	if (edited === undefined || field.kind === 'image') return field.proposed;
	if (field.kind === 'list') return { kind: 'list', entries: entriesOf(edited) };
	return { kind: field.kind, text: edited };
}

function renderEditor(
	field: ShownField,
	id: string,
	language: string | undefined,
	edited: string | undefined,
): Html {
	const original = editableText(field.proposed);
	const text = edited ?? original;
	const name = `e.${id.replace('-', '.')}`;
	return html`<details class="edit" ${edited !== undefined && html`open`}>
		<summary>Edit<span class="hidden"> ${field.label}</span></summary>
		<textarea
			name="${name}"
			id="${name}"
			rows="${rowsOf(text)}"
			dir="auto"
			autocomplete="off"
			${langAttribute(language)}
			${edited !== undefined && html`data-original="${original}"`}
			aria-label="${field.label}, new value"
			aria-describedby="count-${id}"
		>
${text}</textarea>
		<p class="edit-foot">
			<span class="count" id="count-${id}"
				><span data-count>${lengthOf(text)}</span>
				characters${field.kind === 'list' && '; one entry a line'}</span
			>
			<button type="button" class="button-quiet" data-reset hidden>
				Reset<span class="hidden"> ${field.label}</span>
			</button>
		</p>
	</details>`;
}

/** Letters as a person counts them, not UTF-16's halves. */
export function lengthOf(text: string): number {
	return Array.from(text).length;
}

function rowsOf(text: string): number {
	const lines = text.split('\n').reduce((sum, line) => sum + 1 + Math.floor(line.length / 80), 0);
	return Math.min(14, Math.max(2, lines));
}
