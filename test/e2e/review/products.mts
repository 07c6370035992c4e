/** A product as the tests' workflows make it; a score below 0.5 flags it. */
export type Product = {
	id: string;
	name: string;
	score: number;
	texts: { title: string; body: string };
	shop: { title: string; body: string; tags: string[]; price: number; picture: string };
	tags: string[];
	price: number;
	picture: string;
};

/** Every tenth product scores low. */
export const isFlagged = (index: number): boolean => index % 10 === 9;

/**
 * @param pictures Address that pictures are fetched from.
 * @param padding Put into each text, for their length.
 */
export function makeProducts(count: number, pictures: string, padding = ''): Product[] {
	return Array.from({ length: count }, (_, index) => {
		const id = `p-${String(index + 1).padStart(4, '0')}`;
		return {
			id,
			name: `Product ${id}`,
			score: isFlagged(index) ? 0.2 : 0.8,
			texts: {
				title: `Rain jacket ${id}, waterproof`,
				body: `<p>Keeps <b>${id}</b> dry on every trail.</p>${padding && `<p>${padding}</p>`}`,
			},
			shop: {
				title: `Jacket ${id}`,
				body: `<p>Keeps ${id} dry.</p>${padding && `<p>${padding}</p>`}`,
				tags: ['jacket', 'rain'],
				price: 80,
				picture: `${pictures}/${id}-old.png`,
			},
			tags: ['jacket', 'waterproof'],
			price: 89.5,
			picture: `${pictures}/${id}.png`,
		};
	});
}

/** Items of n8n that hold them. */
export const asItems = (products: readonly object[]): object[] =>
	products.map((json) => ({ json }));
