import { describe, expect, it } from '@jest/globals';

import { hostOf, requireHost, type Host } from '../../../nodes/ContentReview/host';
import type { Outcome } from '../../../nodes/ContentReview/review';

const today: Host = { signsLinks: true, keepsOutputs: true };
const limited = (outcome: Outcome, accessCode = '') => ({
	accessCode,
	limit: { at: 1_800_000_000_000, outcome },
});
const unlimited = (accessCode = '') => ({ accessCode, limit: undefined });

describe('the n8n that a review runs in', () => {
	it('is known by its links and its library', () => {
		const link = 'http://localhost:5678/webhook-waiting/12';
		expect(hostOf(`${link}?signature=abc`)).toEqual(today);
		expect(hostOf(link).signsLinks).toBe(false);
		expect(hostOf(`${link}?signature=`).signsLinks).toBe(false);
	});

	it.each<Outcome>(['approve', 'reject', 'undecided', 'fail'])(
		'may be a new one for everything, with "%s" too',
		(outcome) => {
			expect(() => {
				requireHost(today, limited(outcome));
				requireHost(today, unlimited());
			}).not.toThrow();
		},
	);

	it('may not be one with links that can be guessed, unless the page asks for a code', () => {
		const old = { ...today, signsLinks: false };
		expect(() => requireHost(old, unlimited())).toThrow('whoever guesses its number could approve');
		expect(() => requireHost(old, limited('approve'))).toThrow('could approve');
		expect(() => requireHost(old, unlimited('secret'))).not.toThrow();
	});

	it.each<[Outcome, boolean]>([
		['approve', true],
		['reject', false],
		['undecided', false],
		['fail', false],
	])('may be one that forgets outputs when its time limit ends with "%s": %s', (outcome, may) => {
		const check = () => requireHost({ ...today, keepsOutputs: false }, limited(outcome));
		if (may) expect(check).not.toThrow();
		else expect(check).toThrow('would lose the items');
	});
});
