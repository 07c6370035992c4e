import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { readPages, type PageRule } from '../../nodes/shared/pages';

const counted: PageRule = {
	page: 'page',
	size: 'per_page',
	maximum: 100,
	pageCountKey: 'page_count',
};
const totalled: PageRule = { page: 'page', size: 'per_page', maximum: 100, totalKey: 'total' };

/** A provider with `total` entries, and the queries that it was asked. */
function provider(total: number, rule: PageRule) {
	const asked: IDataObject[] = [];
	const read = (query: IDataObject): Promise<unknown> => {
		asked.push(query);
		const size = Number(query.per_page);
		const from = (Number(query.page) - 1) * size;
		const rows = Array.from({ length: total }, (_, n) => n).slice(from, from + size);
		const counters =
			rule.pageCountKey === undefined ? { total } : { page_count: Math.ceil(total / size) };
		return Promise.resolve({ rows, ...counters });
	};
	return { read, asked };
}

describe.each([
	['page_count', counted],
	['total', totalled],
])('Pages counted by %s', (_, rule) => {
	it('are read to the end, each entry once and in order', async () => {
		await fc.assert(
			fc.asyncProperty(fc.nat(450), async (total) => {
				const { read, asked } = provider(total, rule);
				const body = await readPages(rule, 'rows', {}, Infinity, read);
				expect(body).toMatchObject({ rows: Array.from({ length: total }, (__, n) => n) });
				expect(asked).toHaveLength(Math.max(1, Math.ceil(total / 100)));
			}),
		);
	});

	it('are read no further than the limit needs', async () => {
		const { read, asked } = provider(1000, rule);
		await readPages(rule, 'rows', {}, 150, read);
		expect(asked.map(({ page, per_page: size }) => [page, size])).toEqual([
			[1, 100],
			[2, 100],
		]);
	});

	it('ask for few when few are wanted', async () => {
		const { read, asked } = provider(1000, rule);
		await readPages(rule, 'rows', {}, 5, read);
		expect(asked).toEqual([{ page: 1, per_page: 5 }]);
	});

	it('are left at the one that the user asked for', async () => {
		const { read, asked } = provider(1000, rule);
		const body = await readPages(rule, 'rows', { page: 3, per_page: 10 }, Infinity, read);
		expect(asked).toHaveLength(1);
		expect(body).toMatchObject({ rows: [20, 21, 22, 23, 24, 25, 26, 27, 28, 29] });
	});
});

it('An empty page ends a list whose counters promise more', async () => {
	let asked = 0;
	const body = await readPages(counted, 'rows', {}, Infinity, () => {
		asked += 1;
		return Promise.resolve({ rows: asked === 1 ? [1] : [], page_count: 99 });
	});
	expect(body).toMatchObject({ rows: [1] });
	expect(asked).toBe(2);
});
