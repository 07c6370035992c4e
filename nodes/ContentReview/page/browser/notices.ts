import { create, find, need } from './dom';

/** A message that stays until it is closed or replaced. */
export interface Notice {
	/** A notice replaces the one of its name. */
	name: string;
	text: string;
	warn?: boolean;
	/** Beside the button that sends, where the reader is looking, rather than on top. */
	atSend?: boolean;
	/** It stays true, so it cannot be closed. */
	lasting?: boolean;
	button?: { label: string; act: () => void };
}

/** Shows a notice, and reads it to those who listen. */
export function notify({ name, text, warn, atSend, lasting, button }: Notice): void {
	dismiss(name);
	const element = create('div', warn === true ? 'notice notice-warn' : 'notice', '');
	element.dataset.notice = name;
	element.append(create('p', '', text));
	const buttons = create('span', '', '');
	if (button) buttons.append(buttonOf(button.label, button.act, name));
	if (lasting !== true) buttons.append(closeButton(name));
	element.append(buttons);
	need(HTMLElement, atSend === true ? '#send-notices' : '#notices').append(element);
}

export function dismiss(name: string): void {
	for (const place of ['#notices', '#send-notices']) {
		const region = find(HTMLElement, place);
		if (region) find(HTMLElement, `[data-notice="${name}"]`, region)?.remove();
	}
}

function buttonOf(label: string, act: () => void, name: string): HTMLButtonElement {
	const button = create('button', 'button-quiet', label);
	button.type = 'button';
	button.addEventListener('click', () => {
		dismiss(name);
		act();
	});
	return button;
}

function closeButton(name: string): HTMLButtonElement {
	return buttonOf('Close', () => undefined, name);
}

let timer = 0;

/** A word about what was just done; it goes away by itself, and what it says can be seen in the page. */
export function toast(text: string): void {
	const element = find(HTMLElement, '#toast');
	if (element === undefined) return;
	element.textContent = text;
	window.clearTimeout(timer);
	timer = window.setTimeout(() => {
		element.textContent = '';
	}, 4000);
}
