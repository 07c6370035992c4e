import { beforeEach, describe, expect, it } from '@jest/globals';

import { MINUTE, stepClock, type SteppedClock } from '../steppedClock';
import type { WaitingAnswer, WaitingExecution } from '../waiting';
import { WAITING, idsOf, review, reviewId, sendForm, stillWaits } from './support';

let clock: SteppedClock;
beforeEach(() => {
	clock = stepClock();
});

const guarded = async (): Promise<WaitingExecution> =>
	await review({ parameters: { options: { accessCode: ' open sesame ' } } });

const enter = async (execution: WaitingExecution, code: string): Promise<WaitingAnswer> =>
	await sendForm(execution, { code });

/** What the browser sends along from then on. */
const cookieOf = ({ headers }: WaitingAnswer): string => headers['set-cookie']?.split(';')[0] ?? '';

async function withCookie(
	execution: WaitingExecution,
	cookie: string,
	query: Record<string, string> = {},
): Promise<WaitingAnswer> {
	return await execution.call({ method: 'GET', query, headers: { cookie } });
}

/** Nothing of the items, nor of what could be sent. */
function expectNothingShown(answer: WaitingAnswer): void {
	expect(answer.body).toContain('Access code');
	for (const text of ['Product', 'New text', 'd.0', 'name="review"']) {
		expect(answer.body).not.toContain(text);
	}
	expect(answer).toMatchObject({ resumed: false, open: false });
}

describe('A review with an access code', () => {
	it.each([{}, { part: '0' }, { part: '1' }, { image: '0.data' }, { watch: '1' }, { whole: '1' }])(
		'asks for it before it shows anything: GET %j',
		async (query) => {
			const execution = await guarded();
			const before = execution.data;
			const answer = await execution.get(query);
			expect(answer.status).toBe(200);
			expectNothingShown(answer);
			expect(execution.data).toEqual(before);
		},
	);

	it('takes no decisions without it, not even with the right id', async () => {
		const execution = await guarded();
		const cookie = cookieOf(await enter(execution, 'open sesame'));
		const id = reviewId((await withCookie(execution, cookie)).body);
		expect(id).not.toBe('');
		const answer = await sendForm(execution, { review: id, rest: 'approved' });
		expect(answer.status).toBe(401);
		expectNothingShown(answer);
		expect(answer.body).toContain('Enter the access code first');
		expect(stillWaits(execution)).toEqual(WAITING);
		const decided = await sendForm(execution, { review: id, rest: 'approved' }, { cookie });
		expect(decided).toMatchObject({ status: 200, resumed: true });
		expect(idsOf(execution).map((items) => items.length)).toEqual([3, 0, 0]);
	});

	it('lets in whoever has it, with a cookie and a new GET of the same address', async () => {
		const execution = await guarded();
		const answer = await enter(execution, ' open sesame ');
		expect(answer).toMatchObject({ status: 303, resumed: false, body: '' });
		expect(answer.headers.location).toBe(`?signature=${execution.data.resumeToken ?? ''}`);
		const [pair = '', ...attributes] = (answer.headers['set-cookie'] ?? '').split('; ');
		expect(pair).toMatch(/^content-review-[\w-]{36}=[\w-]{43}$/);
		expect(attributes).toEqual([
			`Path=/webhook-waiting/${execution.id}`,
			'HttpOnly',
			'SameSite=Lax',
		]);
		const page = await withCookie(execution, `other=1; ${pair}`);
		expect(page.body).toContain('Product 2');
		expect((await withCookie(execution, pair, { part: '0' })).body).toContain('Product 2');
	});

	it('does not say the code, nor keep it where the page can be seen', async () => {
		const execution = await guarded();
		const answer = await enter(execution, 'open sesame');
		const page = await withCookie(execution, cookieOf(answer));
		expect(JSON.stringify([answer.headers, answer.body, page.body])).not.toContain('open sesame');
	});

	it('counts the wrong tries down, pauses for 15 minutes after five, then takes the right one', async () => {
		const execution = await guarded();
		for (const left of ['4 tries are', '3 tries are', '2 tries are', '1 try is']) {
			const answer = await enter(execution, 'wrong');
			expect(answer.status).toBe(403);
			expectNothingShown(answer);
			expect(answer.body).toContain(`That is not the code. ${left} left.`);
			expect(answer.headers).not.toHaveProperty('set-cookie');
		}
		expect((await enter(execution, 'wrong')).status).toBe(429);
		clock.pass(15 * MINUTE - 1);
		const right = await enter(execution, 'open sesame');
		expect(right.status).toBe(429);
		expectNothingShown(right);
		expect(right.body).toContain('Too many wrong codes. Try again after');
		expect(right.headers).not.toHaveProperty('set-cookie');
		clock.pass(1);
		expect((await enter(execution, 'open sesame')).status).toBe(303);
	});

	it('does not count the cookie of another review with the same code', async () => {
		const [one, other] = [await guarded(), await guarded()];
		const cookie = cookieOf(await enter(other, 'open sesame'));
		const [, pass = ''] = cookie.split('=');
		const [own = ''] = cookieOf(await enter(one, 'open sesame')).split('=');
		for (const foreign of [cookie, `${own}=${pass}`, `${own}=`, `${own}=open sesame`]) {
			expectNothingShown(await withCookie(one, foreign));
		}
	});

	it('has pauses of its own', async () => {
		const [one, other] = [await guarded(), await guarded()];
		for (let n = 0; n < 5; n += 1) await enter(one, 'wrong');
		expect((await enter(other, 'open sesame')).status).toBe(303);
	});
});

describe('A review without an access code', () => {
	it('gives no cookie to whoever sends a code', async () => {
		const execution = await review();
		const answer = await enter(execution, '');
		expect(answer.status).toBe(422);
		expect(answer.headers).not.toHaveProperty('set-cookie');
		expect(stillWaits(execution)).toEqual(WAITING);
	});
});
