import type { WrittenLanguage } from './translate.mts';

/** What a sentence can speak about; empty texts mean unknown. */
export interface Subject {
	name: string;
	/** Leaf of the category path, such as `Knives`. */
	category: string;
	/** First and second adjective of the tone. */
	adjectives: readonly [string, string];
}

/** The building blocks of one language. Each list of variants has the same number of entries. */
export interface Phrases {
	tones: Record<string, readonly [string, string]>;
	/** Opening sentences of the short text. */
	openings: ReadonlyArray<(subject: Subject) => string>;
	/** First sentences of the long text. */
	introductions: ReadonlyArray<(subject: Subject) => string>;
	/** Sentences for the top category (English name), `''` for any other. */
	settings: Record<string, readonly string[]>;
	/** One sentence for an attribute (English name), `''` for any other; gets its value and label. */
	facts: Record<string, (value: string, label: string) => string>;
	closings: ReadonlyArray<(subject: Subject) => string>;
	factsHeading: string;
	/** Sentences about a whole category. */
	categoryTexts: ReadonlyArray<(subject: Subject) => string>;
	weight: string;
	unnamedCategory: string;
}

// English: no article depends on the product's name, so that any name fits.
const english: Phrases = {
	tones: {
		professional: ['dependable', 'well-made'],
		modern: ['contemporary', 'clear-lined'],
		luxury: ['luxurious', 'refined'],
		casual: ['relaxed', 'handy'],
		playful: ['cheerful', 'charming'],
		minimalist: ['simple', 'pared-back'],
	},
	openings: [
		(s) => `${s.name}: a ${s.adjectives[0]} choice from our ${s.category} range.`,
		(s) => `Meet ${s.name}, a ${s.adjectives[1]} favourite among our ${s.category}.`,
		(s) => `${s.name} – ${s.adjectives[0]}, ${s.adjectives[1]} and picked by hand for our shop.`,
	],
	introductions: [
		(s) =>
			`With ${s.name} you choose something ${s.adjectives[0]} and ${s.adjectives[1]} from our ${s.category} range.`,
		(s) =>
			`Some things are bought once and used for years. ${s.name} is one of them: ${s.adjectives[0]}, and ${s.adjectives[1]} down to the details.`,
		(s) =>
			`We tried a good deal for our ${s.category} range before we settled on ${s.name}. What convinced us: it is ${s.adjectives[1]}, without any fuss.`,
	],
	settings: {
		Kitchen: [
			'It is at home in a kitchen where people really cook.',
			'Every day on the worktop, it shows what it can do.',
			'It makes the next meal a little easier.',
		],
		Home: [
			'It makes a room feel lived in without asking for attention.',
			'It settles into a home quietly and stays for years.',
			'A small change that you notice every evening.',
		],
		Outdoor: [
			'It was made for days that do not go to plan.',
			'From the first hut to the last light, it comes along.',
			'You notice it least when the weather turns, and that is the idea.',
		],
		Food: [
			'Good to have in the pantry, and welcome as a gift.',
			'Open it, taste it, and share it with someone you like.',
			'Short list of ingredients, long finish.',
		],
		Garden: [
			'It is made for hands in the soil and seasons outdoors.',
			'From the first warm day to the last leaf, it has its place.',
			'For gardeners who would rather be outside.',
		],
		'': [
			'It does what it promises, day after day.',
			'A good find for yourself, and a good idea for others.',
			'It earns its place from the first day.',
		],
	},
	facts: {
		Material: (value) => `It is made of ${joinLast(value, 'and')}.`,
		Colour: (value) => `Available in ${joinLast(value, 'or')}.`,
		Size: (value) => `Sizes: ${value}.`,
		Dimensions: (value) => `It measures ${value}.`,
		Capacity: (value) => `It holds ${value}.`,
		Origin: (value) => `It comes from ${value}.`,
		Ingredients: (value) => `Ingredients: ${value}.`,
		'': (value, label) => `${label}: ${value}.`,
	},
	closings: [
		(s) => `If you have been looking for something ${s.adjectives[0]}, you have found it.`,
		(s) => `${s.name} is ready to ship; questions are answered by people who use it themselves.`,
		(s) => `Take your time with ${s.name}: ${s.adjectives[1]} things deserve a second look.`,
	],
	factsHeading: 'At a glance',
	categoryTexts: [
		(s) => `${s.category} in our shop: a ${s.adjectives[0]} selection, tried by us first.`,
		(s) => `Everything under ${s.category} comes from makers whom we know by name.`,
		() => 'Compare materials, sizes and origins, and ask us when in doubt.',
	],
	weight: 'Weight',
	unnamedCategory: 'shop',
};

// German: adjectives only as predicate or after "eine", so that no gender has to be known.
const german: Phrases = {
	tones: {
		professional: ['zuverlässig', 'hochwertig'],
		modern: ['zeitgemäß', 'geradlinig'],
		luxury: ['exquisit', 'elegant'],
		casual: ['unkompliziert', 'praktisch'],
		playful: ['fröhlich', 'charmant'],
		minimalist: ['schlicht', 'reduziert'],
	},
	openings: [
		(s) => `${s.name}: eine ${s.adjectives[0]}e Wahl aus unserem Sortiment ${s.category}.`,
		(s) =>
			`Neu entdecken: ${s.name}, ${s.adjectives[1]} und gern gekauft im Bereich ${s.category}.`,
		(s) => `${s.name} – ${s.adjectives[0]}, ${s.adjectives[1]} und von Hand für Sie ausgewählt.`,
	],
	introductions: [
		(s) =>
			`${s.name}: Damit entscheiden Sie sich für eine ${s.adjectives[0]}e und ${s.adjectives[1]}e Lösung aus unserem Sortiment ${s.category}.`,
		(s) =>
			`Manches kauft man einmal und benutzt es jahrelang. ${s.name} gehört dazu: ${s.adjectives[0]}, und bis ins Detail ${s.adjectives[1]}.`,
		(s) =>
			`Im Bereich ${s.category} haben wir lange gesucht, bis ${s.name} uns überzeugt hat: ${s.adjectives[1]}, ohne Umstände.`,
	],
	settings: {
		Kitchen: [
			'Zu Hause in jeder Küche, in der wirklich gekocht wird.',
			'Täglich auf der Arbeitsplatte zeigt sich, was gute Arbeit ausmacht.',
			'So geht das nächste Essen ein wenig leichter von der Hand.',
		],
		Home: [
			'Das macht einen Raum wohnlich, ohne sich aufzudrängen.',
			'Ein stiller Begleiter, der über Jahre bleibt.',
			'Eine kleine Veränderung, die man jeden Abend bemerkt.',
		],
		Outdoor: [
			'Gemacht für Tage, die anders verlaufen als geplant.',
			'Von der ersten Hütte bis zum letzten Licht dabei.',
			'Wenn das Wetter umschlägt, merkt man, wie gut man gewählt hat.',
		],
		Food: [
			'Gut im Vorrat und willkommen als Mitbringsel.',
			'Öffnen, kosten und mit jemandem teilen, den man mag.',
			'Wenige Zutaten, langer Nachklang.',
		],
		Garden: [
			'Für Hände in der Erde und viele Jahreszeiten im Freien.',
			'Vom ersten warmen Tag bis zum letzten Blatt am richtigen Platz.',
			'Für alle, die am liebsten draußen sind.',
		],
		'': [
			'Das hält, was es verspricht, Tag für Tag.',
			'Ein guter Fund für sich selbst und eine gute Idee für andere.',
			'Vom ersten Tag an am richtigen Platz.',
		],
	},
	facts: {
		Material: (value) => `Gefertigt aus: ${joinLast(value, 'und')}.`,
		Colour: (value) => `Erhältlich in: ${joinLast(value, 'oder')}.`,
		Size: (value) => `Größen: ${value}.`,
		Dimensions: (value) => `Die Maße: ${value}.`,
		Capacity: (value) => `Fassungsvermögen: ${value}.`,
		Origin: (value) => `Herkunft: ${value}.`,
		Ingredients: (value) => `Zutaten: ${value}.`,
		'': (value, label) => `${label}: ${value}.`,
	},
	closings: [
		(s) => `Wer etwas sucht, das ${s.adjectives[0]} ist, ist hier richtig.`,
		(s) => `${s.name} ist versandbereit; Fragen beantworten Menschen, die damit selbst umgehen.`,
		(s) =>
			`Nehmen Sie sich Zeit für ${s.name}: ${s.adjectives[1]} darf auf den zweiten Blick sein.`,
	],
	factsHeading: 'Auf einen Blick',
	categoryTexts: [
		(s) => `${s.category} in unserem Shop: eine ${s.adjectives[0]}e Auswahl, von uns erprobt.`,
		(s) => `Alles unter ${s.category} stammt von Betrieben, die wir beim Namen kennen.`,
		() => 'Vergleichen Sie Material, Größe und Herkunft, und fragen Sie uns im Zweifel.',
	],
	weight: 'Gewicht',
	unnamedCategory: 'Shop',
};

// Turkish: names take no suffixes here, because the right vowel depends on the name.
const turkish: Phrases = {
	tones: {
		professional: ['güvenilir', 'kaliteli'],
		modern: ['çağdaş', 'yalın çizgili'],
		luxury: ['seçkin', 'zarif'],
		casual: ['rahat', 'kullanışlı'],
		playful: ['neşeli', 'sevimli'],
		minimalist: ['sade', 'gösterişsiz'],
	},
	openings: [
		(s) => `${s.name}: ${s.category} koleksiyonumuzdan ${s.adjectives[0]} bir seçim.`,
		(s) => `Tanıştıralım: ${s.name}, ${s.category} bölümümüzün ${s.adjectives[1]} gözdesi.`,
		(s) => `${s.name} – ${s.adjectives[0]}, ${s.adjectives[1]} ve sizin için özenle seçildi.`,
	],
	introductions: [
		(s) =>
			`${s.name} ile ${s.category} koleksiyonumuzdan hem ${s.adjectives[0]} hem ${s.adjectives[1]} bir ürün seçmiş olursunuz.`,
		(s) =>
			`Bazı şeyler bir kez alınır, yıllarca kullanılır. ${s.name} bunlardan biri: ${s.adjectives[0]} ve her ayrıntısıyla ${s.adjectives[1]}.`,
		(s) =>
			`${s.category} bölümü için uzun uzun araştırdık ve ${s.name} bizi ikna etti: ${s.adjectives[1]}, üstelik zahmetsiz.`,
	],
	settings: {
		Kitchen: [
			'Gerçekten yemek pişirilen her mutfağa yakışır.',
			'Her gün tezgâhın üzerinde, ne işe yaradığını gösterir.',
			'Bir sonraki sofrayı biraz daha kolaylaştırır.',
		],
		Home: [
			'Dikkat çekmeye çalışmadan odaya sıcaklık katar.',
			'Evinize sessizce yerleşir ve yıllarca kalır.',
			'Her akşam fark edeceğiniz küçük bir değişiklik.',
		],
		Outdoor: [
			'Planların bozulduğu günler için yapıldı.',
			'İlk kulübeden son ışığa kadar yanınızda.',
			'Hava döndüğünde doğru seçimi yaptığınızı anlarsınız.',
		],
		Food: [
			'Kilerde bulunması güzel, hediye etmesi daha güzel.',
			'Açın, tadın ve sevdiğiniz biriyle paylaşın.',
			'Kısa içindekiler listesi, uzun süren bir lezzet.',
		],
		Garden: [
			'Toprağa değen eller ve dışarıda geçen mevsimler için.',
			'İlk sıcak günden son yaprağa kadar yeri hazır.',
			'Dışarıda olmayı seven bahçıvanlar için.',
		],
		'': [
			'Söz verdiğini her gün yerine getirir.',
			'Kendiniz için iyi bir keşif, başkaları için iyi bir fikir.',
			'İlk günden itibaren yerini hak eder.',
		],
	},
	facts: {
		Material: (value) => `Malzemesi: ${joinLast(value, 've')}.`,
		Colour: (value) => `Renk seçenekleri: ${joinLast(value, 'veya')}.`,
		Size: (value) => `Bedenler: ${value}.`,
		Dimensions: (value) => `Ölçüleri: ${value}.`,
		Capacity: (value) => `Hacmi: ${value}.`,
		Origin: (value) => `Menşei: ${value}.`,
		Ingredients: (value) => `İçindekiler: ${value}.`,
		'': (value, label) => `${label}: ${value}.`,
	},
	closings: [
		(s) => `${capitalize(s.adjectives[0], 'tr')} bir ürün arıyorsanız doğru yerdesiniz.`,
		(s) => `${s.name} gönderime hazır; sorularınızı onu kullanan insanlar yanıtlıyor.`,
		(s) => `${s.name} için acele etmeyin: ${s.adjectives[1]} şeyler ikinci bir bakışı hak eder.`,
	],
	factsHeading: 'Bir bakışta',
	categoryTexts: [
		(s) => `Mağazamızda ${s.category}: önce bizim denediğimiz ${s.adjectives[0]} bir seçki.`,
		(s) => `${s.category} altındaki her şey, adıyla tanıdığımız üreticilerden gelir.`,
		() => 'Malzemeyi, ölçüyü ve menşei karşılaştırın; kararsız kalırsanız bize sorun.',
	],
	weight: 'Ağırlık',
	unnamedCategory: 'mağaza',
};

export const phrases: Record<WrittenLanguage, Phrases> = {
	en: english,
	de: german,
	tr: turkish,
};

/** Ids of the tones that the phrases know. */
export const toneIds = Object.keys(english.tones);

// `a, b, c` becomes `a, b and c`.
function joinLast(list: string, conjunction: string): string {
	return list.replace(/, ([^,]*)$/, ` ${conjunction} $1`);
}

function capitalize(text: string, locale: string): string {
	return text.slice(0, 1).toLocaleUpperCase(locale) + text.slice(1);
}
