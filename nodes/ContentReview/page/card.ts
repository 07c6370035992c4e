import type { Decision, ShownItem } from '../review';
import { webAddress } from '../webAddress';
import { languageOf } from './attributes';
import { renderField } from './field';
import { html, type Html } from './html';
import { langAttribute } from './value';

/** What was sent for an item in a submission that was refused. */
export interface CardDraft {
	decision: Decision;
	comment: string;
	edits: ReadonlyMap<number, string>;
}

/** What is the same for all cards of a document. */
export interface CardContext {
	/** Query of the page's own address with its leading `?`. */
	query: string;
	/** Whether the document must also serve browsers without JavaScript. */
	withoutScript: boolean;
}

const CHOICES: ReadonlyArray<{ decision: Decision; value: string; label: string }> = [
	{ decision: 'approved', value: 'approved', label: 'Approve' },
	{ decision: 'rejected', value: 'rejected', label: 'Reject' },
	{ decision: 'undecided', value: '', label: 'Undecided' },
];

/** One item with its fields and what is decided about it. */
export function renderCard(
	item: ShownItem,
	context: CardContext,
	draft: CardDraft | undefined,
): Html {
	const { index } = item;
	return html`<article
		class="card"
		data-item="${index}"
		id="item-${index}"
		aria-labelledby="title-${index}"
		tabindex="-1"
		${item.flagged && html`data-flagged`}
	>
		<header class="card-head">
			<h2 id="title-${index}">${renderTitle(item)}</h2>
			<p class="badges">
				${item.flagged && html`<span class="badge badge-flagged">Flagged</span>`}
				${
					item.score !== undefined &&
					html`<span class="badge">Score ${Number(item.score.toFixed(2))}</span>`
				}
				<span class="badge badge-problem" data-problem hidden>See the note above</span>
			</p>
		</header>
		<div class="fields">
			${item.fields.map((field, position) =>
				renderField(item, field, position, { ...context, edited: draft?.edits.get(position) }),
			)}
		</div>
		${renderDecision(item, draft)}
	</article>`;
}

function renderTitle({ title, link, index, language }: ShownItem): Html {
	const shown = title.trim() === '' ? `Product ${index + 1}` : title;
	const text = html`<bdi ${langAttribute(languageOf(language))}>${shown}</bdi>`;
	const address = webAddress(link);
	if (address === '') return text;
	return html`<a href="${address}" target="_blank" rel="noopener noreferrer"
		>${text}<span class="hidden"> (opens in a new tab)</span></a
	>`;
}

function renderDecision({ index }: ShownItem, draft: CardDraft | undefined): Html {
	const decided = draft?.decision ?? 'undecided';
	return html`<fieldset class="decision">
		<legend class="hidden">Decision</legend>
		<div class="choices">
			${CHOICES.map(
				({ decision, value, label }) =>
					html`<label class="choice choice-${decision}"
						><input
							type="radio"
							name="d.${index}"
							value="${value}"
							${decision === decided && html`checked`}
						/><span>${label}</span></label
					>`,
			)}
		</div>
		<label class="reason"
			><span>Reason for the rejection</span>
			<textarea name="c.${index}" rows="2" dir="auto" autocomplete="off">
${draft?.comment}</textarea>
		</label>
	</fieldset>`;
}
