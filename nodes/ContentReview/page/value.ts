import type { Kind, ReviewImage, ReviewValue } from '../review';
import { webAddress } from '../webAddress';
import { differenceOf, type Difference, type Piece } from './difference';
import { html, type Content, type Html } from './html';
import { renderPreview, sizeOf } from './preview';

/** Two versions of a value, and what is needed to show them. */
export interface Sides {
	kind: Kind;
	/** Label of the field, for the names of frames and pictures. */
	label: string;
	language: string | undefined;
	proposed: ReviewValue | undefined;
	current: ReviewValue | undefined;
	/** Whether the document must also serve browsers without JavaScript. */
	withoutScript: boolean;
	/** Address of a picture that comes with the item. */
	fileAddress(key: string): string;
}

type Side = 'current' | 'proposed';

const NAMES: Record<Side, string> = { current: 'Now', proposed: 'Proposed' };

/** The value that is there now, where there is one, beside the proposed one. The browser uses it again after an edit. */
export function renderSides(sides: Sides): Html {
	const { current, proposed } = sides;
	const before = textOf(current);
	const after = textOf(proposed);
	const difference =
		before !== undefined && after !== undefined ? differenceOf(before, after) : undefined;
	return html`<div class="sides">
			${current !== undefined && renderSide(sides, 'current', difference)}
			${renderSide(sides, 'proposed', difference)}
		</div>
		${(current?.kind === 'html' || proposed?.kind === 'html') && renderSources(sides, difference)}`;
}

function renderSide(sides: Sides, side: Side, difference: Difference | undefined): Html {
	return html`<div class="side side-${side}" data-side="${side}">
		${
			// Pictures that stand alone are mostly those of the product, and nobody proposes them.
			!standsAlone(sides) &&
			html`<p class="side-name">${NAMES[side]}${note(sides, side, difference)}</p>`
		}
		${renderValue(sides, side, difference)}
	</div>`;
}

const standsAlone = ({ kind, current }: Sides): boolean =>
	kind === 'image' && current === undefined;

/** What the marks alone do not say. */
function note(
	{ current, proposed }: Sides,
	side: Side,
	difference: Difference | undefined,
): Content {
	if (side === 'current' || current === undefined || proposed === undefined) return undefined;
	if (current.kind === 'number' && proposed.kind === 'number') {
		const change = changeOf(current.text, proposed.text);
		return change !== undefined && html` <span class="note">${change}</span>`;
	}
	if (difference?.marked === false) return html` <span class="note">Rewritten</span>`;
	return same(current, proposed) && html` <span class="note">Unchanged</span>`;
}

function same(one: ReviewValue, other: ReviewValue): boolean {
	return JSON.stringify(one) === JSON.stringify(other);
}

function changeOf(before: string, after: string): string | undefined {
	const change = Number(after) - Number(before);
	if (before.trim() === '' || after.trim() === '' || !Number.isFinite(change)) return undefined;
	if (change === 0) return 'Unchanged';
	// Twelve digits leave out what binary fractions add.
	const size = Number(Math.abs(change).toPrecision(12));
	return `${change > 0 ? '+' : '\u2212'}${size}`;
}

function renderValue(sides: Sides, side: Side, difference: Difference | undefined): Html {
	const value = sides[side];
	const pieces = side === 'current' ? difference?.before : difference?.after;
	if (value === undefined) return html`<p class="none">No value</p>`;
	switch (value.kind) {
		case 'text':
			return value.text === '' ? nothing() : renderText(sides, value.text, side, pieces);
		case 'number':
			return html`<p class="number" data-value="">${value.text}</p>`;
		case 'html':
			return value.text === ''
				? nothing()
				: renderPreview({
						source: value.text,
						size: sizeOf(textOf(sides.current) ?? '', textOf(sides.proposed) ?? ''),
						title: `${sides.label}, ${NAMES[side].toLowerCase()}`,
						language: sides.language,
						withoutScript: sides.withoutScript,
					});
		case 'list':
			return value.entries.length === 0 ? nothing() : renderList(sides, side, value.entries);
		case 'image':
			return value.images.length === 0
				? html`<p class="none">No picture</p>`
				: renderImages(sides, side, value.images);
	}
}

function nothing(): Html {
	return html`<p class="none">Empty</p>`;
}

function renderText(
	{ language }: Sides,
	text: string,
	side: Side,
	pieces: readonly Piece[] | undefined,
): Html {
	return html`<span class="text" data-value="" dir="auto" ${langAttribute(language)}
		>${pieces === undefined ? text : renderPieces(pieces, side)}</span
	>`;
}

function renderPieces(pieces: readonly Piece[], side: Side): Html[] {
	return pieces.map(({ text, changed }) => renderMark(text, changed, side));
}

function renderMark(text: string, changed: boolean, side: Side): Html {
	if (!changed) return html`${text}`;
	return side === 'current' ? html`<del>${text}</del>` : html`<ins>${text}</ins>`;
}

function renderSources(sides: Sides, difference: Difference | undefined): Html {
	const { current, proposed, language } = sides;
	const source = (
		side: Side,
		value: ReviewValue | undefined,
		pieces: readonly Piece[] | undefined,
	) =>
		value !== undefined &&
		html`<div class="side" data-source="${side}">
			<p class="side-name">${NAMES[side]}</p>
			<code class="text source" data-value="" dir="auto" ${langAttribute(language)}
				>${pieces === undefined ? textOf(value) : renderPieces(pieces, side)}</code
			>
		</div>`;
	return html`<details class="sources">
		<summary>Source<span class="hidden"> of ${sides.label}</span></summary>
		<div class="sides">
			${source('current', current, difference?.before)}
			${source('proposed', proposed, difference?.after)}
		</div>
	</details>`;
}

function renderList(sides: Sides, side: Side, entries: readonly string[]): Html {
	const other = sides[side === 'current' ? 'proposed' : 'current'];
	const left = other?.kind === 'list' ? countsOf(other.entries) : undefined;
	return html`<ul class="chips" data-value="" ${langAttribute(sides.language)}>
		${entries.map(
			(entry) => html`<li dir="auto">${renderMark(entry, isMissing(left, entry), side)}</li>`,
		)}
	</ul>`;
}

function countsOf(entries: readonly string[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const entry of entries) counts.set(entry, (counts.get(entry) ?? 0) + 1);
	return counts;
}

/** Takes an entry out of the other side's; an entry that stands there twice is found twice. */
function isMissing(left: Map<string, number> | undefined, entry: string): boolean {
	if (left === undefined) return false;
	const count = left.get(entry) ?? 0;
	if (count > 0) left.set(entry, count - 1);
	return count === 0;
}

function renderImages(sides: Sides, side: Side, images: readonly ReviewImage[]): Html {
	return html`<ul class="images">
		${images.map((image, index) => {
			const address = 'url' in image ? webAddress(image.url) : sides.fileAddress(image.binary);
			const version = standsAlone(sides) ? '' : `, ${NAMES[side].toLowerCase()}`;
			const alt = `${sides.label}${version}, picture ${index + 1} of ${images.length}`;
			return html`<li>
				${
					address === ''
						? html`<span class="text" dir="auto"
								>${'url' in image ? image.url : image.binary}</span
							>`
						: renderImage(address, alt)
				}
			</li>`;
		})}
	</ul>`;
}

function renderImage(address: string, alt: string): Html {
	const image = html`<img
		src="${address}"
		alt="${alt}"
		loading="lazy"
		decoding="async"
		referrerpolicy="no-referrer"
	/>`;
	return html`<a href="${address}" target="_blank" rel="noopener noreferrer">${image}</a>`;
}

/** The value as one text where words can be compared. */
function textOf(value: ReviewValue | undefined): string | undefined {
	return value?.kind === 'text' || value?.kind === 'html' ? value.text : undefined;
}

/** ` lang="da"`, or nothing for what is no language. */
export function langAttribute(language: string | undefined): Content {
	return language !== undefined && html`lang="${language}"`;
}
