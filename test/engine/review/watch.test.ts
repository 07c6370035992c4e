import { beforeEach, describe, expect, it } from '@jest/globals';

import { stepClock, type SteppedClock } from '../steppedClock';
import { FORM, review, reviewId, send, sendForm } from './support';

let clock: SteppedClock;
beforeEach(() => {
	clock = stepClock();
});

describe('A page that waits for news', () => {
	it('hears who has decided elsewhere, and the stream ends', async () => {
		const execution = await review();
		const stream = await execution.get({ watch: '1' });
		expect(stream).toMatchObject({ status: 200, open: true, resumed: false });
		expect(stream.headers['content-type']).toBe('text/event-stream');
		const id = reviewId((await execution.get()).body);
		await sendForm(execution, { review: id, rest: 'approved', reviewer: 'Anna <b>' });
		expect(stream.open).toBe(false);
		expect(stream.body).toBe(
			`retry: 15000\n\nevent: decided\ndata: ${JSON.stringify({ reviewer: 'Anna <b>', at: clock.now() })}\n\n`,
		);
	});

	it('hears nothing of a submission that was refused, nor of another review', async () => {
		const [execution, other] = [await review(), await review()];
		const stream = await execution.get({ watch: '1' });
		expect((await send(execution, {})).status).toBe(422);
		await send(other, { rest: 'approved' });
		expect(stream.open).toBe(true);
		expect(stream.body).toBe('retry: 15000\n\n');
		stream.disconnect();
	});

	it('is not opened by a POST', async () => {
		const execution = await review();
		const answer = await execution.post('', { contentType: FORM, query: { watch: '1' } });
		expect(answer).toMatchObject({ status: 409, open: false, resumed: false });
	});
});
