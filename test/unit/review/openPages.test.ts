import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { announce, decidedBy, keepInformed } from '../../../nodes/ContentReview/openPages';
import { SECOND, stepClock, type SteppedClock } from '../../engine/steppedClock';
import { WebhookRequest, WebhookResponse } from '../../engine/webhookCall';

let reviews = 0;
let clock: SteppedClock;
let review: string;
let opened: WebhookResponse[] = [];

beforeEach(() => {
	clock = stepClock();
	reviews += 1;
	review = `review-${reviews}`;
});

afterEach(() => {
	for (const page of opened) page.emit('close');
	opened = [];
	jest.useRealTimers();
});

/** A page that asks to be told. */
function open(id = review): WebhookResponse {
	const page = new WebhookResponse(new WebhookRequest('/', 'GET', {}));
	opened.push(page);
	keepInformed(id, page);
	return page;
}

describe('A decision', () => {
	it('is known for 30 seconds, in which n8n goes on with the execution', () => {
		expect(decidedBy(review)).toBeUndefined();
		const decided = { reviewer: 'Anna', at: clock.now() };
		announce(review, decided);
		expect(decidedBy(review)).toEqual(decided);
		expect(decidedBy(`${review} other`)).toBeUndefined();
		clock.pass(30 * SECOND - 1);
		expect(decidedBy(review)).toEqual(decided);
		clock.pass(1);
		expect(decidedBy(review)).toBeUndefined();
	});

	it('reaches each open page of the review, and ends it', () => {
		const pages = [open(), open()];
		const other = open(`${review} other`);
		announce(review, { reviewer: 'Anna\n\nevent: x', at: 5 });
		for (const page of pages) {
			expect(page.text).toBe(
				'retry: 15000\n\nevent: decided\ndata: {"reviewer":"Anna\\n\\nevent: x","at":5}\n\n',
			);
			expect(page.writableEnded).toBe(true);
		}
		expect(other.writableEnded).toBe(false);
		expect(other.text).toBe('retry: 15000\n\n');
	});
});

describe('A page that is open', () => {
	it('is a stream of events that nobody stores or holds back', () => {
		const page = open();
		expect(page.statusCode).toBe(200);
		expect(page.getHeaders()).toMatchObject({
			'content-type': 'text/event-stream',
			'cache-control': 'no-store',
			'x-accel-buffering': 'no',
		});
	});

	it('hears something every 25 seconds until it goes', () => {
		jest.useFakeTimers();
		const page = open();
		jest.advanceTimersByTime(50 * SECOND);
		expect(page.text).toBe('retry: 15000\n\n:\n\n:\n\n');
		page.emit('close');
		jest.advanceTimersByTime(50 * SECOND);
		expect(page.text).toBe('retry: 15000\n\n:\n\n:\n\n');
		expect(jest.getTimerCount()).toBe(0);
	});

	it('is sent away when there are 500 already, until one goes', () => {
		for (let n = 0; n < 500; n += 1) open();
		const refused = open();
		expect(refused.statusCode).toBe(204);
		expect(refused.writableEnded).toBe(true);
		expect(refused.text).toBe('');
		opened[0]?.emit('close');
		expect(open().statusCode).toBe(200);
	});
});
