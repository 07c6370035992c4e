import { previewDocument } from '../preview';
import { find, findAll } from './dom';

// While somebody scrolls past, nothing is drawn that is gone again before it could be seen.
const PAUSE_MS = 120;

const near = new Set<HTMLElement>();
let timer = 0;

/** Puts frames where they can soon be seen, and takes them out again: each costs as much as a document. */
const observer = new IntersectionObserver(
	(seen) => {
		for (const { target, isIntersecting } of seen) {
			if (!(target instanceof HTMLElement)) continue;
			if (isIntersecting) near.add(target);
			else {
				near.delete(target);
				target.replaceChildren();
			}
		}
		window.clearTimeout(timer);
		timer = window.setTimeout(fill, PAUSE_MS);
	},
	{ rootMargin: '300px 0px' },
);

/** Looks after the previews within an element. */
export function watchPreviews(root: ParentNode): void {
	for (const place of findAll(HTMLElement, '[data-preview]', root)) observer.observe(place);
}

function fill(): void {
	for (const place of near) {
		if (!place.isConnected) near.delete(place);
		else if (place.querySelector('iframe') === null) place.replaceChildren(frameOf(place));
	}
}

function frameOf(place: HTMLElement): HTMLIFrameElement {
	const side = place.closest('[data-side]');
	const name = side instanceof HTMLElement ? (side.dataset.side ?? '') : '';
	const field = place.closest('[data-field]') ?? document;
	const source = find(HTMLElement, `[data-source="${name}"] [data-value]`, field);
	const frame = document.createElement('iframe');
	frame.setAttribute('sandbox', '');
	frame.title = place.dataset.preview ?? '';
	frame.srcdoc = previewDocument(source?.textContent ?? '', source?.lang);
	return frame;
}
