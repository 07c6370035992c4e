/** The items of a project in one status. */
export class ItemList {
	readonly #count: number;
	/** How many change from one reading to the next: the first ones have left the status, as many others have reached it. */
	readonly #moving: number;
	/** The rows that are listed, as JSON: while they are sent, the server should cost as little as possible. */
	#rows: string[] = [];
	#made = 0;

	constructor(count: number, moving: number) {
		this.#count = count;
		this.#moving = moving;
	}

	/** The list as JSON, moved on since the last reading. */
	read(): string {
		const missing = this.#rows.length === 0 ? this.#count : this.#moving;
		this.#rows.splice(0, this.#rows.length + missing - this.#count);
		for (let index = 0; index < missing; index += 1) {
			this.#made += 1;
			this.#rows.push(JSON.stringify(itemOf(this.#made)));
		}
		return `[${this.#rows.join(',')}]`;
	}
}

/** With the keys and the size of a real one (about 1 kB). */
function itemOf(number: number): object {
	const name = `Merino crew neck sweater ${number}`;
	return {
		id: `3f0c6d9e-3f4b-4f43-9a35-${String(number).padStart(12, '0')}`,
		external_id: String(880_000 + number),
		item_type: 'product',
		source_data: {
			name,
			sku: `MCN-${number}`,
			price: '89.00',
			categories: ['Women', 'Knitwear'],
			attributes: { material: '100% merino wool', colour: 'navy', fit: 'regular' },
			image_urls: [`https://shop.example.com/media/mcn-${number}.jpg`],
		},
		generated_content: {
			short_description: `${name}: soft, warm and light, knitted from fine merino wool that does not itch.`,
			description:
				'<p>Knitted from fine merino wool, this sweater keeps you warm without weight. The ribbed collar and cuffs hold their shape wash after wash, and the regular fit leaves room for a shirt.</p><ul><li>100% merino wool</li><li>Machine washable at 30 degrees</li></ul>',
			meta_title: `${name} | Spring shop`,
			meta_description: 'Soft merino wool in navy, machine washable. Free shipping from 50 euros.',
		},
		confidence_score: 0.93,
		status: 'generated',
		ai_model_used: 'writer-2',
		created_at: '2026-03-01T08:00:00Z',
		data_source_id: '5f0c6d9e-3f4b-4f43-9a35-0d0c0f4c6a11',
		data_source_name: 'Spring catalogue',
		metadata: null,
		excluded_at: null,
	};
}
