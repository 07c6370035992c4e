import { html, type Html } from './html';

const KEYS: ReadonlyArray<{ key: string; does: string }> = [
	{ key: 'j', does: 'Next product' },
	{ key: 'k', does: 'Previous product' },
	{ key: 'a', does: 'Approve, and go to the next product' },
	{ key: 'r', does: 'Reject, and give the reason' },
	{ key: 'e', does: 'Edit the first text' },
	{ key: 'u', does: 'Undo the last action' },
	{ key: '/', does: 'Search' },
	{ key: 'Esc', does: 'Leave a field or this list' },
	{ key: '?', does: 'Show this list' },
];

/** The questions that the script asks, and the list of keys. */
export function renderDialogs(limited: boolean): Html {
	return html`${dialog(
		'approve-dialog',
		'Approve all that are left?',
		html`<p id="approve-text"></p>`,
		html`<button type="button" id="approve-confirm" class="button">Approve them</button>
			<button type="button" class="button-plain" data-close>Cancel</button>`,
	)}
	${dialog(
		'send-dialog',
		'Send the decisions?',
		html`<p id="send-text"></p>
			${limited && html`<p id="send-undecided"></p>`}
			<p>The workflow then goes on, and the decisions cannot be changed.</p>`,
		html`<button type="button" id="send-confirm" class="button">Send</button>
			<button type="button" class="button-plain" data-close>Cancel</button>`,
	)}
	${dialog(
		'undecided-dialog',
		'Some products are undecided',
		html`<p id="undecided-text"></p>`,
		html`<button type="button" id="show-undecided" class="button">Show the undecided</button>
			<button type="button" class="button-plain" data-close>Cancel</button>`,
	)}
	${dialog(
		'help-dialog',
		'Keys',
		html`<dl class="keys">
				${KEYS.map(
					({ key, does }) =>
						html`<div>
							<dt><kbd>${key}</kbd></dt>
							<dd>${does}</dd>
						</div>`,
				)}
			</dl>
			<label class="check"
				><input type="checkbox" id="keys-on" checked /> Use these keys on this page</label
			>`,
		html`<button type="button" class="button" data-close>Close</button>`,
	)}`;
}

function dialog(id: string, title: string, content: Html, buttons: Html): Html {
	return html`<dialog id="${id}" aria-labelledby="${id}-title">
		<h2 id="${id}-title">${title}</h2>
		${content}
		<p class="buttons">${buttons}</p>
	</dialog>`;
}
