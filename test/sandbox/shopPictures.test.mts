import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readCatalogueFile } from '../../sandbox/catalogue/catalogueFile.mts';
import { parseCsv } from '../../sandbox/catalogue/csv.mts';
import { readProducts, suggestMapping } from '../../sandbox/catalogue/product.mts';
import { findFreePort } from '../../sandbox/n8n/ports.mts';
import { startSandbox, type Sandbox } from '../../sandbox/server.mts';
import { withShownPictures } from '../../sandbox/shop/pictures.mts';

const PNG = [0x89, 0x50, 0x4e, 0x47];

describe('the pictures of the simulated shop', () => {
	let sandbox: Sandbox;

	beforeAll(async () => {
		const port = await findFreePort();
		const catalogue = withShownPictures(await readCatalogueFile(), `http://127.0.0.1:${port}/shop`);
		sandbox = await startSandbox({ port, catalogue });
	});

	afterAll(async () => {
		await sandbox.close();
	});

	it('are shown where its own catalogue says, each in colours of its own', async () => {
		const table = parseCsv(await (await fetch(`${sandbox.url}/shop/catalogue.csv`)).text());
		const products = readProducts(table, suggestMapping(table.columns));
		const addresses = new Set(products.flatMap(({ images }) => images));
		expect(addresses.size).toBeGreaterThan(100);
		const contents = new Set<string>();
		for (const address of addresses) {
			const response = await fetch(address);
			expect([address, response.status]).toEqual([address, 200]);
			expect(response.headers.get('content-type')).toBe('image/png');
			const bytes = Buffer.from(await response.arrayBuffer());
			expect([...bytes.subarray(0, PNG.length)]).toEqual(PNG);
			contents.add(bytes.toString('base64'));
		}
		expect(contents.size).toBe(addresses.size);
	});

	it('stay where they are in a catalogue of somebody else', () => {
		const catalogue = 'SKU,Name,Images\nA-1,Cup,https://shop.example/cup.jpg';
		expect(withShownPictures(catalogue, sandbox.url)).toBe(catalogue);
	});
});
