import type { ShownItem } from '../review';
import { html, type Html } from './html';

const FILTERS = [
	{ value: 'all', label: 'All' },
	{ value: 'undecided', label: 'Undecided' },
	{ value: 'flagged', label: 'Flagged' },
	{ value: 'approved', label: 'Approved' },
	{ value: 'rejected', label: 'Rejected' },
];

/** Progress, filters, search and the tools; hidden until the script that drives them runs. */
export function renderToolbar(items: readonly ShownItem[]): Html {
	return html`<section class="bar" id="bar" aria-label="Progress and filters" hidden>
		<div class="bar-row">
			<p class="progress">
				<span id="progress">0 of ${items.length} decided</span>
				<progress
					id="progress-bar"
					max="${items.length}"
					value="0"
					aria-labelledby="progress"
				></progress>
			</p>
			<div class="tools">
				<button type="button" id="approve-rest" class="button-plain">
					Approve all that are left
				</button>
				<button type="button" id="undo" class="button-plain" disabled>Undo</button>
				<button type="button" id="help" class="button-plain" aria-haspopup="dialog">Keys</button>
			</div>
		</div>
		<div class="bar-row">
			<fieldset class="filters">
				<legend class="hidden">Show</legend>
				${FILTERS.map(
					({ value, label }, index) =>
						html`<label class="filter"
							><input
								type="radio"
								name="filter"
								value="${value}"
								${index === 0 && html`checked`} /><span
								>${label} <span class="filter-count" data-count="${value}"></span></span
						></label>`,
				)}
			</fieldset>
			<label class="search"
				><span class="hidden">Search the products</span
				><input type="search" id="search" placeholder="Search" autocomplete="off"
			/></label>
		</div>
		<p id="shown" class="shown" role="status"></p>
	</section>`;
}
