import { findAll, need } from './dom';

const dialogs = findAll(HTMLDialogElement, 'dialog');

/** Lets the buttons named for it close their dialogs. */
export function bindDialogs(): void {
	for (const button of findAll(HTMLButtonElement, 'dialog [data-close]')) {
		button.addEventListener('click', () => button.closest('dialog')?.close());
	}
}

/** Asks; the button `confirm` closes the dialog and does it. */
export function onConfirm(dialog: string, confirm: string, act: () => void): void {
	need(HTMLButtonElement, confirm).addEventListener('click', () => {
		need(HTMLDialogElement, dialog).close();
		act();
	});
}

export function openDialog(dialog: string): void {
	need(HTMLDialogElement, dialog).showModal();
}

/** Whether a dialog has the floor. */
export function dialogIsOpen(): boolean {
	return dialogs.some(({ open }) => open);
}
