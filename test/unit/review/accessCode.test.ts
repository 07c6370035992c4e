import { beforeEach, describe, expect, it } from '@jest/globals';

import { checkAccessCode } from '../../../nodes/ContentReview/accessCode';
import { holdsPass, passCookie } from '../../../nodes/ContentReview/pass';
import { MINUTE, stepClock, type SteppedClock } from '../../engine/steppedClock';

let reviews = 0;
let clock: SteppedClock;
/** One that nobody has tried yet. */
let review: string;

beforeEach(() => {
	clock = stepClock();
	reviews += 1;
	review = `review-${reviews}`;
});

const tryWrong = (times: number, id = review) =>
	Array.from({ length: times }, () => checkAccessCode(id, 'wrong', 'secret'));

describe('An access code', () => {
	it.each(['secret', ' secret ', 'secret\n'])('is right as %j', (given) => {
		expect(checkAccessCode(review, given, 'secret')).toEqual({ right: true });
	});

	it.each(['', 'Secret', 'secre', 'secrets', 'sec ret'])('is wrong as "%s"', (given) => {
		expect(checkAccessCode(review, given, 'secret')).toEqual({
			right: false,
			left: 4,
			pausedUntil: 0,
		});
	});

	it('can be tried five times, then not for 15 minutes, not even rightly', () => {
		const pausedUntil = clock.now() + 15 * MINUTE;
		expect(tryWrong(5)).toEqual(
			[4, 3, 2, 1, 0].map((left) => ({
				right: false,
				left,
				pausedUntil: left === 0 ? pausedUntil : 0,
			})),
		);
		clock.pass(15 * MINUTE - 1);
		expect(checkAccessCode(review, 'secret', 'secret')).toEqual({
			right: false,
			left: 0,
			pausedUntil,
		});
		clock.pass(1);
		expect(checkAccessCode(review, 'secret', 'secret')).toEqual({ right: true });
	});

	it('has five tries again after the pause, and a pause again after them', () => {
		tryWrong(5);
		clock.pass(15 * MINUTE);
		expect(tryWrong(5).map((check) => !check.right && check.left)).toEqual([4, 3, 2, 1, 0]);
		expect(checkAccessCode(review, 'secret', 'secret')).toMatchObject({ right: false });
	});

	it('is not prolonged by tries during the pause', () => {
		tryWrong(5);
		clock.pass(10 * MINUTE);
		tryWrong(3);
		clock.pass(5 * MINUTE);
		expect(checkAccessCode(review, 'secret', 'secret')).toEqual({ right: true });
	});

	it('has five tries again once it was right', () => {
		tryWrong(4);
		checkAccessCode(review, 'secret', 'secret');
		expect(tryWrong(1)).toEqual([{ right: false, left: 4, pausedUntil: 0 }]);
	});

	it('of another review has tries of its own', () => {
		tryWrong(5);
		expect(checkAccessCode(`${review} other`, 'secret', 'secret')).toEqual({ right: true });
	});

	it('is remembered for the 1,000 reviews that were tried last', () => {
		tryWrong(5);
		for (let n = 0; n < 999; n += 1) tryWrong(1, `${review} ${n}`);
		expect(checkAccessCode(review, 'secret', 'secret')).toMatchObject({ right: false });
		tryWrong(1, `${review} one more`);
		expect(checkAccessCode(review, 'secret', 'secret')).toEqual({ right: true });
	});
});

const request = { secure: false, headers: {}, originalUrl: '/webhook-waiting/7?signature=abc' };
const cookieOf = (id: string, code: string): string =>
	passCookie(request, id, code).split(';')[0] ?? '';

describe('The pass of a browser', () => {
	it('is a cookie for the address of this review alone', () => {
		expect(passCookie(request, 'r1', 'secret')).toMatch(
			/^content-review-r1=[\w-]{43}; Path=\/webhook-waiting\/7; HttpOnly; SameSite=Lax$/,
		);
	});

	it.each([
		{ name: 'a direct connection', request: { ...request, secure: true } },
		{ name: 'a proxy', request: { ...request, headers: { 'x-forwarded-proto': 'https' } } },
	])('is sent over HTTPS only when it was entered over HTTPS ($name)', ({ request: secure }) => {
		expect(passCookie(secure, 'r1', 'secret')).toMatch(/; Secure$/);
	});

	it('holds among other cookies', () => {
		const own = cookieOf('r1', 'secret');
		for (const cookies of [own, `a=b; ${own}`, `${own};c=d`, `n8n-auth=x; ${own}; z=`]) {
			expect(holdsPass(cookies, 'r1', 'secret')).toBe(true);
		}
	});

	it('does not hold for another review, another code, or when it was made up', () => {
		const own = cookieOf('r1', 'secret');
		const [, value = ''] = own.split('=');
		expect(holdsPass(own, 'r2', 'secret')).toBe(false);
		expect(holdsPass(`content-review-r2=${value}`, 'r2', 'secret')).toBe(false);
		expect(holdsPass(own, 'r1', 'changed')).toBe(false);
		for (const cookies of [undefined, '', 'content-review-r1', 'content-review-r1=', `x${own}`]) {
			expect(holdsPass(cookies, 'r1', 'secret')).toBe(false);
		}
		expect(holdsPass('content-review-r1=secret', 'r1', 'secret')).toBe(false);
	});

	it('does not tell the code', () => {
		expect(passCookie(request, 'r1', 'secret')).not.toContain('secret');
	});
});
