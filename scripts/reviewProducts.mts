/** Products that do not exist, with texts in three languages, as XC Scribe's items come in. */
export function reviewItems(pictures: string): object[] {
	return [jacket, lantern, pot, ...more].map((item, index) => ({
		json: {
			id: `item-${index + 1}`,
			status: item.score < 0.5 ? 'flagged' : 'generated',
			confidence_score: item.score,
			metadata: { language: item.language },
			source_data: { ...item.now, images: [`${pictures}/${item.picture}.svg`] },
			generated_content: item.proposed,
		},
	}));
}

type Texts = {
	name: string;
	short_description: string;
	long_description?: string;
	tags: string[];
};

type Item = {
	score: number;
	language: string;
	picture: 'jacket' | 'lantern' | 'pot' | 'backpack';
	now: Partial<Texts> & { description?: string };
	proposed: Texts;
};

const jacket: Item = {
	score: 0.91,
	language: 'English',
	picture: 'jacket',
	now: {
		name: 'Rain jacket Skerry',
		short_description: 'Light rain jacket for hiking. Waterproof to 10,000 mm.',
		description: '<p>Light rain jacket with hood. Two pockets. Waterproof to 10,000 mm.</p>',
		tags: ['jackets', 'rain'],
	},
	proposed: {
		name: 'Skerry rain jacket with taped seams',
		short_description:
			'Light rain jacket for long days of hiking. Waterproof to 10,000 mm, with taped seams.',
		long_description:
			'<p>The <strong>Skerry</strong> keeps the weather out and packs down to the size of an apple.</p>' +
			'<ul><li>Waterproof to 10,000 mm, all seams taped</li><li>Hood that fits over a helmet</li>' +
			'<li>Two pockets that a rucksack does not cover</li></ul>',
		tags: ['jackets', 'rain', 'hiking'],
	},
};

const lantern: Item = {
	score: 0.42,
	language: 'Arabic',
	picture: 'lantern',
	now: {
		name: 'فانوس نحاسي',
		short_description: 'فانوس من النحاس للشرفة والحديقة، ارتفاعه 30 سم.',
		description: '<p>فانوس من النحاس مع زجاج شفاف. الارتفاع 30 سم.</p>',
		tags: ['فوانيس'],
	},
	proposed: {
		name: 'فانوس نحاسي مصنوع يدويًا',
		short_description: 'فانوس مصنوع يدويًا من النحاس للشرفة والحديقة، ارتفاعه 30 سم.',
		long_description:
			'<p>ضوء دافئ لأمسيات الصيف: فانوس <strong>مصنوع يدويًا</strong> من النحاس والزجاج.</p>' +
			'<ul><li>الارتفاع 30 سم</li><li>للشموع حتى قطر 7 سم</li></ul>',
		tags: ['فوانيس', 'نحاس'],
	},
};

const pot: Item = {
	score: 0.84,
	language: 'German',
	picture: 'pot',
	now: {
		name: 'Teekanne Morgentau',
		short_description: 'Kanne aus Steinzeug, 1,2 Liter, spülmaschinenfest.',
		description: '<p>Kanne aus Steinzeug mit Deckel und Sieb. Fasst 1,2 Liter.</p>',
		tags: ['Kannen', 'Tee'],
	},
	proposed: {
		name: 'Teekanne Morgentau aus Steinzeug',
		short_description: 'Handgedrehte Kanne aus Steinzeug, 1,2 Liter, spülmaschinenfest.',
		long_description:
			'<p>Jede <em>Morgentau</em> ist von Hand gedreht und fällt ein wenig anders aus.</p>' +
			'<ul><li>Fasst 1,2 Liter, sechs Tassen</li><li>Sieb aus Edelstahl</li><li>Spülmaschinenfest</li></ul>',
		tags: ['Kannen', 'Tee', 'Steinzeug'],
	},
};

const more: Item[] = Array.from({ length: 21 }, (_, index) => ({
	score: index % 7 === 3 ? 0.38 : 0.75 + (index % 5) / 25,
	language: 'English',
	picture: 'backpack',
	now: {
		name: `Backpack Tarn ${18 + index}`,
		short_description: `Backpack with ${18 + index} litres for day trips.`,
		tags: ['backpacks'],
	},
	proposed: {
		name: `Tarn ${18 + index} backpack`,
		short_description: `Backpack with ${18 + index} litres and a padded belt for day trips.`,
		tags: ['backpacks', 'day trips'],
	},
}));

const SHAPES: Record<Item['picture'], string> = {
	jacket: `<path fill="#2f6f8f" d="M150 90 120 110 75 180l30 25 20-25v165h150V180l20 25 30-25-45-70-30-20-25 20h-50z"/>
<path fill="#25586f" d="M175 110h50l-25 25zM197 130h6v215h-6z"/><path fill="#e8b04a" d="M140 260h40v6h-40zM220 260h40v6h-40z"/>`,
	lantern: `<circle cx="200" cy="95" r="22" fill="none" stroke="#8a5a22" stroke-width="8"/><path fill="#b87a33" d="M150 150l50-40 50 40zM145 150h110v14H145zM140 310h120v20H140z"/>
<path fill="#ffe6a8" d="M155 164h90v146h-90z"/><path fill="#f2a23a" d="M200 210c22 34 16 60 0 60s-22-26 0-60z"/><path fill="none" stroke="#8a5a22" stroke-width="6" d="M155 164v146M245 164v146M200 164v30M200 275v35"/>`,
	pot: `<path fill="none" stroke="#7f9f8e" stroke-width="20" d="M285 190c60-20 60 90-8 85"/><path fill="#9fbfae" d="M115 210 70 165l-14 12 52 90zM105 190h190c10 90-20 140-60 140h-70c-40 0-70-50-60-140z"/>
<path fill="#7f9f8e" d="M130 170h140l12 20H118z"/><circle cx="200" cy="158" r="14" fill="#7f9f8e"/>`,
	backpack: `<path fill="#5d7f4e" d="M130 150c0-70 140-70 140 0v180H130z"/><path fill="#49673d" d="M150 230h100v85H150zM120 190h18v110h-18zM262 190h18v110h-18z"/>
<path fill="none" stroke="#3b5331" stroke-width="10" d="M175 100c0-30 50-30 50 0"/><path fill="#e8b04a" d="M190 255h20v10h-20z"/>`,
};

const GROUNDS: Record<Item['picture'], string> = {
	jacket: '#dfeaf0',
	lantern: '#f6ead8',
	pot: '#e9efe9',
	backpack: '#eceedd',
};

/** The picture at an address that the items have. */
export function drawPicture(path: string): string {
	const name = /^\/(jacket|lantern|pot|backpack)\.svg$/.exec(path)?.[1];
	const found = Object.keys(SHAPES).find((shape): shape is Item['picture'] => shape === name);
	const ground = found === undefined ? '#eee' : GROUNDS[found];
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="400" height="400"><rect width="400" height="400" fill="${ground}"/>${found === undefined ? '' : SHAPES[found]}</svg>`;
}
