import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { z } from 'zod';

import { CypienTrigger } from '../../../nodes/Cypien/CypienTrigger.node';
import { PRODUCTS, productRecord, variantRecord } from '../../engine/cypien/inventory';
import { account, jobRecord, JOBS, VARIANTS } from '../../engine/cypien/support';
import { toText } from '../../engine/guards';
import { sendJson, type Answer } from '../../engine/xcScribe/support';
import { JOB_IDS, type CypienAction, type CypienSelection, type Kind } from './cypienScripts';
import { toldInOrder, type Look, type Publish, type Seen, type Thing, type World } from './world';

export const publishCypien: Publish = (url) => ({
	node: new CypienTrigger(),
	credentials: account(url),
});

const PRODUCT_EVENTS = ['productCreated', 'productUpdated', 'readyForTagging', 'tagsSuggested'];
const FINAL = ['completed', 'failed', 'cancelled'];
const OPEN = 'open';
const ENDED = 'ended';
const NO_TEXT = '';

const statusPath = (id: string): string => `${JOBS}${id}/status`;

/** Cypien: an inventory, the texts of two products, and jobs. Things carry a number that grows each time that they change. */
export class CypienWorld implements World<CypienAction, CypienSelection> {
	/** In the order in which they are listed; undefined for those that never came. */
	private readonly products = Array.from({ length: 3 }, (): IDataObject | undefined => undefined);
	/** Products that have vanished, as they were. */
	private readonly vanished = new Set<number>();
	private readonly texts = new Map<string, Record<Kind, IDataObject[]>>();
	private readonly jobs = new Map(JOB_IDS.map((id) => [id, 'queued']));
	private changes = 0;
	private signature = 0;

	readonly answer: Answer = ({ path }, response) => {
		if (path === PRODUCTS) {
			return sendJson(response, { success: true, products: this.present() });
		}
		if (path.startsWith(VARIANTS)) {
			return sendJson(response, this.variantsOf(path.slice(VARIANTS.length)));
		}
		return sendJson(response, this.job(path));
	};

	act(action: CypienAction): void {
		switch (action.what) {
			case 'come':
				this.vanished.delete(action.index);
				this.products[action.index] ??= productRecord(`prod_${action.index}`, {
					revision: this.nextChange(),
				});
				return;
			case 'vanish':
				this.vanished.add(action.index);
				return;
			case 'change':
				return this.change(action.index, { title: `Tea ${this.changes}` }, action.sameTime);
			case 'flag':
				return this.change(action.index, { [action.flag]: action.value }, true);
			case 'sign':
				this.signature += 1;
				return;
			case 'text': {
				const texts = this.textsOf(action.product)[action.kind];
				const uid = `${action.kind}-${action.index}`;
				const known = texts.find((each) => each.uid === uid);
				const body = action.isThere ? `Text ${this.nextChange()}` : null;
				if (known === undefined) texts.push(variantRecord(uid, body));
				else known.body = body;
				return;
			}
			case 'job':
				// What has ended stays as it is.
				if (!FINAL.includes(this.jobs.get(action.id) ?? ''))
					this.jobs.set(action.id, action.status);
		}
	}

	parameters({ events, productIds, jobIds }: CypienSelection): INodeParameters {
		return {
			events: [...events],
			inventoryProductIds: productIds.join(', '),
			jobIds: jobIds.join(', '),
			simplify: false,
		};
	}

	lists({ events, productIds, jobIds }: CypienSelection): string[] {
		return [
			...(events.some((event) => PRODUCT_EVENTS.includes(event)) ? [PRODUCTS] : []),
			...(events.includes('variantGenerated') ? productIds.map((id) => VARIANTS + id) : []),
			...(events.includes('jobFinished') ? jobIds.map(statusPath) : []),
		];
	}

	listOf(url: string): string {
		return url;
	}

	/** Of a job that was seen to have ended nothing more is to come. */
	isSettled(list: string, seen: Seen): boolean {
		return list.startsWith(JOBS) && seen.get('job') === ENDED;
	}

	look(list: string, seen: Seen, _selection: CypienSelection, events: ReadonlySet<string>): Look {
		if (list === PRODUCTS) return this.productsLook(seen, events);
		if (list.startsWith(VARIANTS)) return this.textsLook(list, seen, events);
		const row = this.job(list);
		const hasEnded = FINAL.includes(toText(row.status));
		const isNew = hasEnded && seen.get('job') !== ENDED && events.has('jobFinished');
		const items = isNew ? [{ event: 'jobFinished', ...row }] : [];
		return {
			things: [{ id: 'job', mark: hasEnded ? ENDED : OPEN, items }],
			keepsUnseen: true,
		};
	}

	showable(list: string, selection: CypienSelection): IDataObject[] {
		const events = new Set(selection.events);
		if (list !== PRODUCTS) {
			const { things } = this.look(list, new Map(), selection, events);
			return things.toReversed().flatMap(({ items }) => items);
		}
		// Each product in all the states that it is in.
		return this.present()
			.toReversed()
			.flatMap((row) => {
				const { ready, suggested } = markOf(row);
				const shown = [
					...(row.deleted === true ? [] : ['productCreated']),
					...(ready ? ['readyForTagging'] : []),
					...(suggested ? ['tagsSuggested'] : []),
					'productUpdated',
				];
				return shown.filter((event) => events.has(event)).map((event) => ({ event, ...row }));
			});
	}

	identity({ event, id, revision, uid, body, job_id: job }: IDataObject): string {
		return JSON.stringify([event, id, revision, uid, body, job]);
	}

	told(...args: Parameters<typeof toldInOrder>): ReturnType<typeof toldInOrder> {
		return toldInOrder(...args);
	}

	/** A product is known for good: one that was away and is back as it was is nothing new. */
	private productsLook(seen: Seen, events: ReadonlySet<string>): Look {
		const things = this.present().map((row): Thing => {
			const id = toText(row.id);
			const mark = JSON.stringify(markOf(row));
			const happened = productEvents(seen.get(id), mark, row.deleted === true);
			return {
				id,
				mark,
				items: happened.filter((event) => events.has(event)).map((event) => ({ event, ...row })),
			};
		});
		return { things, keepsUnseen: true };
	}

	private textsLook(list: string, seen: Seen, events: ReadonlySet<string>): Look {
		const product = this.variantsOf(list.slice(VARIANTS.length));
		const things = kindsIn(this.textsOf(list.slice(VARIANTS.length))).flatMap(([kind, texts]) =>
			texts.map((text): Thing => {
				const id = toText(text.uid);
				const mark = typeof text.body === 'string' ? text.body : NO_TEXT;
				const isNew = mark !== NO_TEXT && seen.get(id) !== mark && events.has('variantGenerated');
				const { inventoryProductId, productName } = product;
				const item = { event: 'variantGenerated', kind, inventoryProductId, productName, ...text };
				return { id, mark, items: isNew ? [item] : [] };
			}),
		);
		return { things, keepsUnseen: true };
	}

	private change(index: number, more: IDataObject, sameTime: boolean): void {
		const product = this.products[index];
		if (product === undefined || this.vanished.has(index)) return;
		if (Object.entries(more).every(([key, value]) => product[key] === value)) return;
		const revision = this.nextChange();
		const updatedAt = new Date(revision * 1000).toISOString();
		this.products[index] = {
			...product,
			...more,
			revision,
			...(sameTime ? {} : { updated_at: updatedAt }),
		};
	}

	private present(): IDataObject[] {
		const sign = (address: string): string => `${address}?signature=${this.signature}`;
		return this.products.flatMap((product, index) =>
			product === undefined || this.vanished.has(index)
				? []
				: [
						{
							...product,
							pictures: [sign('https://cdn.example/1.jpg'), sign('https://cdn.example/2.jpg')],
							primary_picture: sign('https://cdn.example/1.jpg'),
						},
					],
		);
	}

	private variantsOf(id: string): IDataObject {
		const { description, title, googleFeed } = this.textsOf(id);
		return {
			inventoryProductId: id,
			productName: `Tea ${id}`,
			descriptionVariants: description,
			titleVariants: title,
			googleFeedVariants: googleFeed,
		};
	}

	private textsOf(product: string): Record<Kind, IDataObject[]> {
		const known = this.texts.get(product) ?? { description: [], title: [], googleFeed: [] };
		this.texts.set(product, known);
		return known;
	}

	private job(path: string): IDataObject {
		const id = JOB_IDS.find((each) => path === statusPath(each)) ?? '';
		return jobRecord(id, this.jobs.get(id) ?? 'queued');
	}

	private nextChange(): number {
		this.changes += 1;
		return this.changes;
	}
}

const kindsIn = (texts: Record<Kind, IDataObject[]>): Array<[Kind, IDataObject[]]> => [
	['description', texts.description],
	['title', texts.title],
	['googleFeed', texts.googleFeed],
];

type Mark = z.infer<typeof markSchema>;

/** The content without what changes by itself: the signatures of pictures. */
function markOf(row: IDataObject): Mark {
	const isThere = row.deleted !== true;
	return {
		content: JSON.stringify({ ...row, pictures: [], primary_picture: '' }),
		ready: isThere && row.ready_for_tagging === true,
		suggested: isThere && row.has_suggested_tags === true,
	};
}

function productEvents(before: string | undefined, now: string, isDeleted: boolean): string[] {
	const was = before === undefined ? NEVER_SEEN : toMark(before);
	const is = toMark(now);
	return [
		...(before === undefined && !isDeleted ? ['productCreated'] : []),
		...(before !== undefined && was.content !== is.content ? ['productUpdated'] : []),
		...(is.ready && !was.ready ? ['readyForTagging'] : []),
		...(is.suggested && !was.suggested ? ['tagsSuggested'] : []),
	];
}

const NEVER_SEEN: Mark = { content: '', ready: false, suggested: false };

/** What is remembered of a product. */
const markSchema = z.object({ content: z.string(), ready: z.boolean(), suggested: z.boolean() });

const toMark = (text: string): Mark => markSchema.parse(JSON.parse(text));
