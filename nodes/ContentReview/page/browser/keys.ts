import { dialogIsOpen } from './dialogs';
import { need } from './dom';
import { readStored, store } from './storage';

const SETTING = 'content-review:keys';

/** Calls what belongs to a key, unless somebody is typing or has switched the keys off. */
export function bindKeys(actions: Readonly<Record<string, () => void>>, signal: AbortSignal): void {
	const on = need(HTMLInputElement, '#keys-on');
	on.checked = readStored(SETTING) !== 'off';
	on.addEventListener('change', () => {
		store(SETTING, on.checked ? 'on' : 'off');
	});
	document.addEventListener(
		'keydown',
		(event) => {
			if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
			if (dialogIsOpen()) return;
			const { target } = event;
			if (isTyping(target)) {
				if (event.key === 'Escape') leave(target);
				return;
			}
			const act = Object.hasOwn(actions, event.key) ? actions[event.key] : undefined;
			if (!on.checked || act === undefined) return;
			event.preventDefault();
			act();
		},
		{ signal },
	);
}

function isTyping(target: EventTarget | null): target is HTMLElement {
	if (target instanceof HTMLInputElement) {
		return !['radio', 'checkbox', 'button', 'submit'].includes(target.type);
	}
	return target instanceof HTMLTextAreaElement;
}

/** Back to the card, which the keys are about. */
function leave(field: HTMLElement): void {
	const card = field.closest('article');
	if (card) card.focus({ preventScroll: true });
	else field.blur();
}
