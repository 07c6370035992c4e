import { Cards } from './cards';
import { readData } from './data';
import { bindDialogs, onConfirm, openDialog } from './dialogs';
import { clockTime, counted, find, findAll, need, products } from './dom';
import { DraftStore, parseDraft } from './draft';
import { editorOf } from './fields';
import { Filters } from './filters';
import { bindKeys } from './keys';
import { Loader } from './loader';
import { dismiss, notify, toast } from './notices';
import { Review } from './review';
import { Sending } from './sending';
import { watchDecisions } from './watch';

const SAVE_PAUSE_MS = 400;

function start(): void {
	const data = readData();
	const review = new Review(data.total);
	const cards = new Cards(review);
	const filters = new Filters(review, cards, new Set(data.flagged));
	const drafts = new DraftStore(data.id);
	const reviewer = need(HTMLInputElement, '#reviewer');
	const over = new AbortController();
	let saveTimer = 0;
	let isKept = true;

	const save = () => {
		window.clearTimeout(saveTimer);
		saveTimer = 0;
		isKept = drafts.save({ at: Date.now(), reviewer: reviewer.value, entries: review.entries });
		if (isKept) return;
		notify({
			name: 'storage',
			text: 'This browser does not keep your decisions. Send them before you close the page.',
			warn: true,
		});
	};
	const saveSoon = () => {
		if (saveTimer === 0) saveTimer = window.setTimeout(save, SAVE_PAUSE_MS);
	};
	const flush = () => {
		if (saveTimer !== 0) save();
	};

	const report = () => {
		const undecided = review.count('undecided');
		const decided = data.total - undecided;
		need(HTMLElement, '#progress').textContent =
			`${counted(decided)} of ${counted(data.total)} decided`;
		need(HTMLProgressElement, '#progress-bar').value = decided;
		need(HTMLButtonElement, '#approve-rest').disabled = undecided === 0;
		need(HTMLButtonElement, '#undo').disabled = !review.canUndo;
		filters.report();
	};

	const sending = new Sending({
		review,
		cards,
		filters,
		limited: data.limited,
		sent: () => {
			window.clearTimeout(saveTimer);
			saveTimer = 0;
			drafts.clear();
		},
		over: () => {
			over.abort();
		},
	});

	const undo = () => {
		const undone = review.undo();
		if (undone === undefined) {
			toast('There is nothing to undo.');
			return;
		}
		save();
		toast(`Undone: ${undone.label}`);
		const [item] = undone.items;
		const card = undone.items.length === 1 && item !== undefined ? cards.all.get(item) : undefined;
		if (card && !card.hidden) cards.focus(card);
	};

	const withCurrent = (act: (card: HTMLElement, item: number) => void) => () => {
		const card = cards.current ?? cards.visible[0];
		if (card && !card.hidden) act(card, Number(card.dataset.item));
	};

	// What a document holds that came back after it was sent without this script.
	const filled = cards.add();
	if (filled.size > 0) review.adopt(filled);
	const draft = drafts.load();
	if (draft !== undefined && (draft.entries.size > 0 || draft.reviewer !== '')) {
		if (reviewer.value === '') reviewer.value = draft.reviewer;
		review.adopt(new Map([...draft.entries, ...filled]));
		for (const item of review.entries.keys()) cards.show(item);
		if (draft.entries.size > 0) {
			notify({
				name: 'restored',
				text: `Your decisions of ${clockTime(draft.at)} were restored.`,
				button: {
					label: 'Start over',
					act: () => {
						review.clear();
						save();
					},
				},
			});
		}
	}

	review.listen((items) => {
		for (const item of items) cards.show(item);
		report();
		// One decision is kept at once, letters of a text a moment later.
		const typing = document.activeElement instanceof HTMLTextAreaElement;
		if (typing) saveSoon();
		else save();
	});
	reviewer.addEventListener('input', saveSoon);
	window.addEventListener('pagehide', flush);
	document.addEventListener('visibilitychange', flush);
	window.addEventListener(
		'beforeunload',
		(event) => {
			if (!isKept && review.entries.size > 0) event.preventDefault();
		},
		{ signal: over.signal },
	);
	// The same review in another tab of this browser: both show the same.
	window.addEventListener(
		'storage',
		({ key, newValue }) => {
			const other = key === drafts.key && newValue !== null ? parseDraft(newValue) : undefined;
			if (other === undefined) return;
			reviewer.value = other.reviewer;
			review.adopt(other.entries);
			for (const item of cards.all.keys()) cards.show(item);
			report();
		},
		{ signal: over.signal },
	);

	bindDialogs();
	need(HTMLButtonElement, '#approve-rest').addEventListener('click', () => {
		const undecided = review.undecided();
		const flagged = undecided.filter((item) => data.flagged.includes(item)).length;
		need(HTMLElement, '#approve-text').textContent =
			`${products(undecided.length)} ${undecided.length === 1 ? 'is' : 'are'} undecided` +
			`${flagged > 0 ? `, ${counted(flagged)} of them flagged` : ''}. This approves all of them, shown or not. You can undo it until you send.`;
		openDialog('#approve-dialog');
	});
	onConfirm('#approve-dialog', '#approve-confirm', () => {
		const undecided = review.undecided();
		review.decide(undecided, 'approved');
		toast(`Approved ${products(undecided.length)}.`);
	});
	need(HTMLButtonElement, '#undo').addEventListener('click', undo);
	const help = () => {
		openDialog('#help-dialog');
	};
	need(HTMLButtonElement, '#help').addEventListener('click', help);
	bindKeys(
		{
			j: () => {
				cards.move(1);
			},
			k: () => {
				cards.move(-1);
			},
			a: withCurrent((card, item) => {
				review.decide([item], 'approved');
				cards.focus(card);
				cards.move(1);
			}),
			r: withCurrent((card, item) => {
				review.decide([item], 'rejected');
				need(HTMLTextAreaElement, '.reason textarea', card).focus();
			}),
			e: withCurrent((card) => {
				editFirst(card);
			}),
			u: undo,
			'?': help,
			'/': () => {
				filters.focusSearch();
			},
		},
		over.signal,
	);

	for (const time of findAll(HTMLTimeElement, 'time[data-time]')) {
		time.textContent = new Date(time.dateTime).toLocaleString('en-GB', {
			dateStyle: 'medium',
			timeStyle: 'short',
		});
	}
	if (data.deadline !== undefined && data.deadline < Date.now()) {
		notify({
			name: 'deadline',
			text: `The time of this review was up at ${clockTime(data.deadline)}. It may no longer be possible to send decisions.`,
			warn: true,
		});
	}
	need(HTMLElement, '#bar').hidden = false;
	report();

	const loader = new Loader(data.next, data.total, () => {
		const known = new Set(cards.all.keys());
		cards.add();
		filters.applyTo([...cards.all].filter(([item]) => !known.has(item)));
	});
	afterFirstPaint(() => {
		void loader.run();
		watchDecisions(({ reviewer: name, at }) => {
			if (sending.isUnderWay) return;
			sending.close();
			dismiss('send');
			notify({
				name: 'decided',
				text: `${name === '' ? 'Somebody else' : name} sent the decisions for this review at ${clockTime(at)}. Nothing more can be sent from here.`,
				warn: true,
				atSend: true,
				lasting: true,
			});
		}, over.signal);
	});
}

function editFirst(card: HTMLElement): void {
	const section = find(HTMLElement, '[data-field]:has(.edit)', card);
	const editor = section && editorOf(section);
	const details = editor?.closest('details');
	if (!editor || !details) {
		toast('This product has nothing to edit.');
		return;
	}
	details.open = true;
	editor.focus();
	editor.setSelectionRange(editor.value.length, editor.value.length);
}

function afterFirstPaint(act: () => void): void {
	requestAnimationFrame(() => {
		window.setTimeout(act);
	});
}

start();
