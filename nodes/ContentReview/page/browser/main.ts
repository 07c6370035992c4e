import { bindActions } from './actions';
import { Cards } from './cards';
import { readData } from './data';
import { bindDialogs } from './dialogs';
import { clockTime, counted, findAll, need } from './dom';
import { DraftStore, parseDraft } from './draft';
import { Filters } from './filters';
import { Keeping } from './keeping';
import { Loader } from './loader';
import { dismiss, notify } from './notices';
import { Review } from './review';
import { Sending } from './sending';
import { watchDecisions } from './watch';

function start(): void {
	const data = readData();
	const review = new Review(data.total);
	const cards = new Cards(review);
	const flagged = new Set(data.flagged);
	const filters = new Filters(review, cards, flagged);
	const drafts = new DraftStore(data.id);
	const reviewer = need(HTMLInputElement, '#reviewer');
	const over = new AbortController();
	const keeping = new Keeping(drafts, () => ({
		at: Date.now(),
		reviewer: reviewer.value,
		entries: review.entries,
	}));

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
			keeping.forget();
		},
		over: () => {
			over.abort();
		},
	});

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
						keeping.save();
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
		if (typing) keeping.saveSoon();
		else keeping.save();
	});
	reviewer.addEventListener('input', () => {
		keeping.saveSoon();
	});
	window.addEventListener(
		'beforeunload',
		(event) => {
			if (!keeping.isKept && review.entries.size > 0) event.preventDefault();
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
	bindActions({ review, cards, filters, flagged }, over.signal);

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

function afterFirstPaint(act: () => void): void {
	requestAnimationFrame(() => {
		window.setTimeout(act);
	});
}

start();
