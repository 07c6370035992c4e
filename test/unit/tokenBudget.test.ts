import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { Fault, type FaultKind } from '../../nodes/shared/http/faults';
import { TokenBudget } from '../../nodes/shared/tokenBudget';

const fault = (kind: FaultKind) => new Fault({ kind, message: 'No' });

describe('A budget of tokens', () => {
	it('never lets more be spent than allowed, whatever the costs', () => {
		fc.assert(
			fc.property(
				fc.array(fc.integer({ min: 0, max: 30 })),
				fc.integer({ min: 1, max: 200 }),
				(costs, maximum) => {
					const budget = new TokenBudget();
					let spent = 0;
					for (const cost of costs) {
						const fits = spent + cost <= maximum;
						if (fits) {
							budget.spend(cost, maximum);
							spent += cost;
						} else expect(() => budget.spend(cost, maximum)).toThrow(`: ${spent} are spent`);
					}
					expect(spent).toBeLessThanOrEqual(maximum);
				},
			),
		);
	});

	it('of 0 sets no limit', () => {
		const budget = new TokenBudget();
		for (let call = 0; call < 100; call++) budget.spend(1000, 0);
		expect(() => budget.spend(1, 1)).toThrow('100000 are spent');
	});

	it.each<[FaultKind, boolean]>([
		['refused', true],
		['quota', true],
		['rate-limited', true],
		['credential', true],
		['unavailable', true],
		['outcome-unknown', false],
		['unreadable', false],
		['cancelled', false],
	])('after a fault of kind %s gets its tokens back: %s', (kind, back) => {
		const budget = new TokenBudget();
		budget.spend(5, 5);
		budget.refund(5, fault(kind));
		const again = () => budget.spend(5, 5);
		if (back) expect(again).not.toThrow();
		else expect(again).toThrow('5 are spent');
	});
});
