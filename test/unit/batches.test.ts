import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { pairRows, planBatches, type BatchRule } from '../../nodes/shared/batches';
import type { OperationInput } from '../../nodes/shared/input';
import { toText } from '../../nodes/shared/values';

const rule: BatchRule = {
	list: 'ids',
	maximum: 500,
	elementKey: toText,
	rowKey: (row) => (row.id === undefined ? undefined : toText(row.id)),
};

const inputOf = (project: string, ids: string[]): OperationInput => ({
	path: { project_id: project },
	query: {},
	body: { ids, status: 'approved' },
	files: {},
});

const anyInputs = fc.array(
	fc.record({
		project: fc.constantFrom('a', 'b'),
		ids: fc.array(fc.constantFrom('1', '2', '3', '4', '5', '6', '7'), {
			minLength: 1,
			maxLength: 9,
		}),
	}),
	{ maxLength: 30 },
);

describe('Batches', () => {
	it('send each element of a project once, never more than the size, and never mix projects', () => {
		fc.assert(
			fc.property(anyInputs, fc.integer({ min: 1, max: 8 }), (inputs, size) => {
				const { batches } = planBatches(
					inputs.map(({ project, ids }) => inputOf(project, ids)),
					rule,
					size,
				);
				for (const project of ['a', 'b']) {
					const sent = batches
						.filter(({ input }) => input.path.project_id === project)
						.flatMap(({ input }) => input.body.ids);
					const asked = inputs.filter((each) => each.project === project).flatMap(({ ids }) => ids);
					expect([...sent].sort()).toEqual([...new Set(asked)].sort());
				}
				for (const { askedBy } of batches) expect(askedBy.size).toBeLessThanOrEqual(size);
			}),
		);
	});

	it('give each row to exactly the items that asked for it', () => {
		fc.assert(
			fc.property(anyInputs, (inputs) => {
				const { batches } = planBatches(
					inputs.map(({ project, ids }) => inputOf(project, ids)),
					rule,
					500,
				);
				for (const batch of batches) {
					const rows = [...batch.askedBy.keys()].map((id) => ({ id }));
					// One row alone could be about all; that case has its own test.
					if (rows.length === 1) continue;
					for (const { row, items } of pairRows(batch, rule, rows)) {
						const asking = inputs.flatMap(({ project, ids }, index) =>
							project === batch.input.path.project_id && ids.some((id) => id === row.id)
								? [index]
								: [],
						);
						expect(items).toEqual(asking);
					}
				}
			}),
		);
	});

	it('take 5,000 ids of one project in 10 requests', () => {
		const inputs = Array.from({ length: 5000 }, (_, n) => inputOf('a', [`item-${n}`]));
		const { batches } = planBatches(inputs, rule, 500);
		expect(batches).toHaveLength(10);
	});

	it('give every item a copy of a reply that names no element', () => {
		const [batch] = planBatches([inputOf('a', ['1']), inputOf('a', ['2'])], rule, 500).batches;
		if (batch === undefined) throw new Error('No batch');
		expect(pairRows(batch, rule, [{ updated: 2 }])).toEqual([
			{ row: { updated: 2 }, items: [0] },
			{ row: { updated: 2 }, items: [1] },
		]);
	});

	it('leave out items that cannot be sent', () => {
		const { batches } = planBatches([undefined, inputOf('a', ['1'])], rule, 500);
		expect(batches.map(({ items }) => items)).toEqual([[1]]);
	});
});
