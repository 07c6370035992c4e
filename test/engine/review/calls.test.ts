import { describe, expect, it } from '@jest/globals';

import { MAXIMUM_FORM_BYTES } from '../../../nodes/ContentReview/webhook';
import type { WaitingExecution } from '../waiting';
import {
	FORM,
	WAITING,
	idsOf,
	limitOf,
	products,
	review,
	reviewId,
	send,
	sendForm,
	stillWaits,
} from './support';

/** All that n8n has saved, so that a change of any kind shows. */
const saved = (execution: WaitingExecution): unknown => [
	execution.data,
	execution.savedBytes,
	execution.status,
	execution.waitTill,
];

describe('A GET', () => {
	it.each<Record<string, string>>([
		{},
		{ whole: '1' },
		{ part: '0' },
		{ part: '1' },
		{ part: '-5' },
		{ part: '0.5' },
		{ part: '1e9' },
		{ part: 'NaN' },
		{ part: 'Infinity' },
		{ part: '__proto__' },
		{ part: '' },
		{ image: '' },
		{ image: '0.text' },
		{ image: '0.__proto__' },
		{ image: '999999.data' },
		{ image: '-1.data' },
		{ image: '../../etc/passwd' },
		{ image: '0.constructor' },
		{ 'd.0': 'approved', rest: 'approved', review: 'x' },
		{ code: 'x' },
		{ '%': '%', '<script>': '"><script>' },
		{ __proto__x: '1' },
	])('with %j changes nothing', async (query) => {
		const execution = await review();
		const before = saved(execution);
		const answer = await execution.get(query);
		expect([200, 404]).toContain(answer.status);
		expect(answer).toMatchObject({ resumed: false, error: undefined, open: false });
		expect(answer.body).not.toContain('<script>">');
		expect(saved(execution)).toEqual(before);
	});

	it('with the whole query of a form, as chat programs fetch links, decides nothing', async () => {
		const execution = await review();
		const id = reviewId((await execution.get()).body);
		const answer = await execution.get({ review: id, rest: 'approved', reviewer: 'Bot' });
		expect(answer.status).toBe(200);
		expect(stillWaits(execution)).toEqual(WAITING);
	});

	it('of a later part has the cards from there on, and the place of the next', async () => {
		const execution = await review({ input: products(90) });
		const first = (await execution.get()).body;
		expect(first.match(/<article/g)).toHaveLength(25);
		const part = (await execution.get({ part: '25' })).body;
		expect(part).toContain('id="item-25"');
		expect(part).toContain('id="item-74"');
		expect(part).not.toContain('id="item-75"');
		expect(part).toContain('data-next="75"');
		expect(part).not.toContain('<html');
		expect((await execution.get({ part: '75' })).body).not.toContain('data-next');
		expect((await execution.get({ whole: '1' })).body.match(/<article/g)).toHaveLength(90);
	});

	it('without the token, or with another, is n8n’s own 401', async () => {
		const execution = await review();
		for (const token of ['', 'other']) {
			const answer = await execution.call({ token });
			expect(answer.status).toBe(401);
			expect(answer.body).not.toContain('Product');
			const post = await execution.post('rest=approved', { token, contentType: FORM });
			expect(post).toMatchObject({ status: 401, resumed: false });
		}
	});
});

describe('A POST', () => {
	it.each([undefined, 'application/json', 'text/plain', 'application/x-www-form-urlencodedx'])(
		'of the type %s is refused',
		async (contentType) => {
			const execution = await review();
			const id = reviewId((await execution.get()).body);
			const form = new URLSearchParams({ review: id, rest: 'approved' }).toString();
			const answer = await execution.post(
				contentType === 'application/json' ? JSON.stringify({ review: id }) : form,
				contentType === undefined ? { contentType: '' } : { contentType },
			);
			expect(answer).toMatchObject({ status: 415, resumed: false });
			expect(answer.body).toContain('This is no form of the review page');
			expect(stillWaits(execution)).toEqual(WAITING);
		},
	);

	it('of a form with a charset is taken', async () => {
		const execution = await review();
		const id = reviewId((await execution.get()).body);
		const answer = await execution.post(`review=${id}&rest=approved`, {
			contentType: `${FORM}; charset=UTF-8`,
		});
		expect(answer).toMatchObject({ status: 200, resumed: true });
	});

	it('that is too large is refused, and one of the largest size is not', async () => {
		const execution = await review();
		const id = reviewId((await execution.get()).body);
		const start = `review=${id}&rest=approved&reviewer=`;
		const filled = (bytes: number) => start + ' '.repeat(bytes - start.length);
		const answer = await execution.post(filled(MAXIMUM_FORM_BYTES + 1), { contentType: FORM });
		expect(answer).toMatchObject({ status: 413, resumed: false });
		expect(stillWaits(execution)).toEqual(WAITING);
		const largest = await execution.post(filled(MAXIMUM_FORM_BYTES), { contentType: FORM });
		expect(largest).toMatchObject({ status: 200, resumed: true });
	});

	const sent = {
		reviewer: 'Anna "A" <b>',
		'd.0': 'rejected',
		'c.0': 'Reason & more',
		'd.1': 'approved',
		'e.1.0': 'Edited <text>',
		'd.2': 'approved',
	};

	it.each([
		{
			name: 'an unknown field',
			wrong: { 'x.0': '1' },
			message: 'The form has a field that this page does not have.',
		},
		{
			name: 'a decision that is none',
			wrong: { 'd.2': 'maybe' },
			message: 'A product can be approved or rejected, nothing else.',
		},
		{
			name: 'a comment that is too long',
			wrong: { 'c.2': 'x'.repeat(5_001) },
			message: 'A comment may have 5000 characters.',
		},
		{
			name: 'an unknown item',
			wrong: { 'd.3': 'approved' },
			message: 'This review has no product 4.',
		},
		{
			name: 'an item left undecided',
			wrong: { 'd.2': '' },
			message: '1 product is not decided yet.',
		},
		{
			name: 'a price that is none',
			wrong: { 'e.2.3': 'free' },
			message: '&quot;Price&quot; takes a number, e.g. 12.5.',
		},
		{
			name: 'a field that is not editable',
			wrong: { 'e.2.4': 'Renamed' },
			message: 'Something was changed that cannot be edited here.',
		},
	])('with $name comes back with what is wrong and all that was sent', async (each) => {
		const execution = await review();
		const before = saved(execution);
		const answer = await send(execution, { ...sent, ...each.wrong });
		expect(answer).toMatchObject({ status: 422, resumed: false });
		expect(answer.body.replaceAll('&#34;', '&quot;')).toContain(each.message);
		expect(answer.body).toMatch(/name="d\.0"\s+value="rejected"\s+checked/);
		expect(answer.body).toMatch(/name="d\.1"\s+value="approved"\s+checked/);
		expect(answer.body).toContain('Reason &amp; more</textarea>');
		expect(answer.body).toContain('Edited &lt;text&gt;</textarea>');
		expect(answer.body).toMatch(/value="Anna (&quot;|&#34;)A(&quot;|&#34;) &lt;b&gt;"/);
		expect(saved(execution)).toEqual(before);
		expect((await send(execution, sent)).status).toBe(200);
	});

	it('that is refused comes back with all items to a browser without scripts', async () => {
		const execution = await review({ input: products(40) });
		const form = { 'd.39': 'rejected', 'c.39': 'The last one' };
		const plain = await send(execution, form);
		expect(plain.status).toBe(422);
		expect(plain.body).toContain('The last one</textarea>');
		const scripted = await send(execution, form, { 'x-content-review': '1' });
		expect(scripted.body.match(/<article/g)).toHaveLength(25);
	});

	it('without anything is refused and decides nothing, even with a time limit', async () => {
		const execution = await review({ parameters: limitOf('undecided') });
		const answer = await sendForm(execution, {});
		expect(answer).toMatchObject({ status: 409, resumed: false });
		expect(stillWaits(execution)).toEqual(WAITING);
	});

	it('of another review’s page is refused', async () => {
		const [one, other] = [await review(), await review()];
		const id = reviewId((await other.get()).body);
		const answer = await sendForm(one, { review: id, rest: 'approved' });
		expect(answer).toMatchObject({ status: 409, resumed: false });
		expect(answer.body).toContain('belongs to an earlier review');
		expect(stillWaits(one)).toEqual(WAITING);
	});
});

describe('Two who decide', () => {
	it('at the same time: one of them, and the other is told by whom', async () => {
		const execution = await review();
		const id = reviewId((await execution.get()).body);
		const answers = await Promise.all(
			['Anna', 'Berta', 'Carla'].map(
				async (reviewer) => await sendForm(execution, { review: id, rest: 'approved', reviewer }),
			),
		);
		expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
		expect(answers.filter(({ resumed }) => resumed)).toHaveLength(1);
		const first = answers.findIndex(({ resumed }) => resumed);
		const name = ['Anna', 'Berta', 'Carla'][first] ?? '';
		for (const answer of answers.filter(({ status }) => status === 409)) {
			expect(answer.body).toContain(`${name} sent the decisions on`);
		}
		expect(idsOf(execution).map((items) => items.length)).toEqual([3, 0, 0]);
		expect(execution.received(0)[0]?.json).toMatchObject({ review: { reviewer: name } });
	});

	it('the second after n8n has gone on: n8n says that it is over', async () => {
		const execution = await review();
		const id = reviewId((await execution.get()).body);
		await sendForm(execution, { review: id, rest: 'approved' });
		const late = await sendForm(execution, { review: id, rest: 'approved' });
		expect(late).toMatchObject({ status: 409, resumed: false });
		expect(late.body).toContain('has finished already');
	});
});
