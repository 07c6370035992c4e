import type { Complaint, Outcome, ReviewSettings, ShownItem } from '../review';
import { addressOf } from './attributes';
import script from './browser/main?inline';
import type { CardDraft } from './card';
import { renderDialogs } from './dialogs';
import { html, json, trusted, type Html } from './html';
import { partOf, wholeList, type Part } from './part';
import { renderShell } from './shell';
import { renderToolbar } from './toolbar';

/** What the page of a review is made of. */
export interface PageView {
	settings: Pick<ReviewSettings, 'id' | 'heading' | 'instructions' | 'requireReviewer' | 'limit'>;
	/** All of them. */
	items: readonly ShownItem[];
	/** Query of the page's own address with its leading `?`; forms and links keep it. */
	query: string;
	/** All items in one document, for browsers without JavaScript; else the first part. */
	whole: boolean;
	/** Refilled after a submission that was refused; absent on the first view. */
	draft?: {
		reviewer: string;
		decisions: ReadonlyMap<number, CardDraft>;
		/** Whether what has no decision of its own was to be approved. */
		approveRest?: boolean;
	};
	/** What is wrong with a refused submission. */
	problems: readonly Complaint[];
}

/** The document of a review: the list or its first part, and the script that makes it quick to work with. */
export function renderReviewPage(view: PageView, nonce: string): string {
	const { settings, items, query, draft } = view;
	const list = { items, query, withoutScript: true, drafts: draft?.decisions };
	const part = view.whole ? wholeList(list) : partOf(list, 0);
	const main = html`<main id="main">
		<div class="intro">
			<h1 dir="auto">${settings.heading}</h1>
			${
				settings.instructions !== '' &&
				html`<p class="instructions" dir="auto">${settings.instructions}</p>`
			}
			${settings.limit !== undefined && renderLimit(settings.limit)}
		</div>
		<div id="notices" class="notices" role="status"></div>
		${renderProblems(view)} ${renderToolbar(items)} ${renderForm(view, part)}
		${renderDialogs(settings.limit !== undefined)}
		<div id="toast" class="toast" role="status"></div>
	</main>`;
	const data = {
		id: settings.id,
		total: items.length,
		next: part.next,
		requireReviewer: settings.requireReviewer,
		limited: settings.limit !== undefined,
		deadline: settings.limit?.at,
		flagged: items.filter(({ flagged }) => flagged).map(({ index }) => index),
	};
	const end = html`<script type="application/json" id="review-data" nonce="${nonce}">
			${json(data)}
		</script>
		<script nonce="${nonce}">
			${trusted(script)};
		</script>`;
	return renderShell({ title: settings.heading, main, end }, nonce);
}

/** A later part of the list, for the script: cards, and a mark where the next part starts if there is one. */
export function renderPart(view: Pick<PageView, 'items' | 'query'>, from: number): string {
	const part = partOf({ ...view, withoutScript: false }, from);
	return html`${part.html}${
		part.next !== undefined && html`<div hidden data-next="${part.next}"></div>`
	}`.toString();
}

const AFTERWARDS: Record<Outcome, string> = {
	undecided: 'Products without a decision then leave the workflow as undecided.',
	reject: 'Products without a decision are then rejected.',
	approve: 'Products without a decision are then approved.',
	fail: 'The workflow then stops, if nothing was sent.',
};

function renderLimit({ at, outcome }: { at: number; outcome: Outcome }): Html {
	const time = new Date(at);
	const shown = new Intl.DateTimeFormat('en-GB', {
		dateStyle: 'medium',
		timeStyle: 'short',
		timeZone: 'UTC',
	}).format(time);
	return html`<p class="limit">
		Open until <time datetime="${time.toISOString()}" data-time>${shown} UTC</time>.
		${AFTERWARDS[outcome]}
	</p>`;
}

function renderProblems({ problems, items }: PageView): Html {
	if (problems.length === 0) return html`<div id="problems" hidden></div>`;
	return html`<div id="problems" class="problems" role="alert" tabindex="-1">
		<h2>The decisions were not taken over yet</h2>
		<p>Nothing is lost. Please look at this and send them again.</p>
		<ul>
			${problems.map(({ item, field, message }) => {
				if (item === undefined) return html`<li dir="auto">${message}</li>`;
				const name = items[item]?.title ?? '';
				return html`<li data-item="${item}" ${field !== undefined && html`data-field="${field}"`}>
					<a href="#item-${item}"><bdi>${name.trim() === '' ? `Product ${item + 1}` : name}</bdi></a
					>: <bdi>${message}</bdi>
				</li>`;
			})}
		</ul>
	</div>`;
}

function renderForm({ settings, items, query, draft }: PageView, part: Part): Html {
	return html`<form
		id="review"
		method="post"
		action="${query === '' ? '?' : query}"
		autocomplete="off"
	>
		<input type="hidden" name="review" value="${settings.id}" />
		<div id="cards">${part.html}</div>
		<div id="rest" class="rest" hidden>
			<p id="loading" role="status"></p>
			<button type="button" id="load-rest" class="button-plain" hidden>Load the rest</button>
		</div>
		<noscript>
			${
				part.next !== undefined &&
				html`<p class="whole">
					<a href="${addressOf(query, 'whole', 1)}"
						>Show all ${items.length} products on one page</a
					>
				</p>`
			}
			<label class="check"
				><input
					type="checkbox"
					name="rest"
					value="approved"
					${draft?.approveRest === true && html`checked`}
				/>
				Approve all products that I have not decided</label
			>
		</noscript>
		<div class="send-bar">
			<div id="send-notices" class="notices" role="alert"></div>
			<label class="reviewer"
				><span
					>Your
					name${!settings.requireReviewer && html` <span class="optional">(optional)</span>`}</span
				>
				<input
					type="text"
					name="reviewer"
					id="reviewer"
					maxlength="200"
					dir="auto"
					autocomplete="off"
					value="${draft?.reviewer}"
					${settings.requireReviewer && html`required`}
			/></label>
			<button type="submit" id="send" class="button">Send decisions</button>
		</div>
	</form>`;
}
