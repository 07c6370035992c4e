import { formatCsv } from '../../sandbox/catalogue/csv.mts';

/** @returns A shop's export of so many products, as CSV text. */
export function makeCatalogue(count: number): string {
	const rows = Array.from({ length: count }, (_, index) => {
		const number = String(index + 1).padStart(4, '0');
		return [
			String(index + 1),
			'simple',
			`BOOT-${number}`,
			`Boot ${number}`,
			`The boot number ${number}.`,
			`<p>A leather boot with the number ${number}, warm and light, for long ways in the winter.</p>`,
			'89,90',
			'Shoes > Boots',
			`https://shop.example/boot-${number}.jpg`,
		];
	});
	return formatCsv({
		columns: [
			'ID',
			'Type',
			'SKU',
			'Name',
			'Short description',
			'Description',
			'Regular price',
			'Categories',
			'Images',
		],
		rows,
		delimiter: ',',
		hasByteOrderMark: false,
	});
}
