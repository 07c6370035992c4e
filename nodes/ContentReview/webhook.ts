import type { Request, Response } from 'express';
import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { systemClock } from '../shared/clock';
import { checkAccessCode } from './accessCode';
import { checkDecisions } from './decisions';
import { imageOf } from './itemImage';
import { announce, decidedBy, keepInformed } from './openPages';
import { renderPart, renderReviewPage, type PageView } from './page/document';
import { renderAccessCodePage, renderMessagePage } from './page/messages';
import { readQuery, type PageQuery } from './pageQuery';
import { protect, sendPage } from './pageResponse';
import { holdsPass, passCookie } from './pass';
import type { Complaint, Review } from './review';
import { showItem } from './shownItem';
import { readSubmission, type SentForm } from './submission';
import { waitingReview, type WaitingReview } from './waiting';
import * as words from './words';

/** Largest form that is read, in bytes: every text of 1,000 products, sent back by a browser without JavaScript. */
export const MAXIMUM_FORM_BYTES = 12 * 1024 * 1024;

/** The answer was given; n8n has nothing to say and the execution goes on waiting. */
const ANSWERED: IWebhookResponseData = { noWebhookResponse: true };

/** A call of the page: what it asks for, and with what to answer. */
interface Call {
	context: IWebhookFunctions;
	request: Request;
	response: Response;
	waiting: WaitingReview;
	query: PageQuery;
}

/**
 * Answers the calls of the review's address: a GET shows and changes nothing, a POST may decide.
 *
 * It never throws: n8n would go on with the execution then.
 */
export async function answerReviewCall(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const response = context.getResponseObject();
	try {
		const waiting = waitingReview(context);
		if (waiting === undefined) return say(response, 501, words.notSupported());
		const request = context.getRequestObject();
		const query = readQuery(request.url);
		return await answerCall({ context, request, response, waiting, query });
	} catch (thrown) {
		context.logger.error(`Content Review could not answer: ${String(thrown)}`);
		if (response.headersSent) response.end();
		else say(response, 500, words.defect());
		return ANSWERED;
	}
}

async function answerCall(call: Call): Promise<IWebhookResponseData> {
	const { context, request, response, waiting } = call;
	const { settings } = waiting.review;
	const timeZone = context.getTimezone();
	const earlier = decidedBy(settings.id);
	if (earlier !== undefined) return say(response, 409, words.alreadyDecided(earlier, timeZone));
	if (settings.limit !== undefined && settings.limit.at <= systemClock.now()) {
		return say(response, 410, words.timeIsUp(settings.limit, timeZone));
	}
	if (request.method === 'POST') return post(call);
	if (!hasPass(call)) return askForCode(call, 200, '');
	return await get(call);
}

async function get(call: Call): Promise<IWebhookResponseData> {
	const { context, response, waiting, query } = call;
	const { review } = waiting;
	if (query.own.has('watch')) {
		protect(response);
		keepInformed(review.settings.id, response);
	} else if (query.own.has('image')) {
		await sendImage(context, response, review, query.own.get('image') ?? '');
	} else if (query.own.has('part')) {
		const view = { items: shownItems(review), query: query.kept };
		protect(response)
			.status(200)
			.type('text/html; charset=utf-8')
			.send(renderPart(view, Number(query.own.get('part'))));
	} else showReview(call, 200);
	return ANSWERED;
}

async function sendImage(
	context: IWebhookFunctions,
	response: Response,
	review: Review,
	name: string,
): Promise<void> {
	const image = await imageOf(context, review, name);
	protect(response);
	if (image === undefined) response.status(404).end();
	else response.status(200).type(image.mimeType).send(image.content);
}

function post(call: Call): IWebhookResponseData {
	const { request, response } = call;
	if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
		return say(response, 415, words.noForm());
	}
	const raw: unknown = Reflect.get(request, 'rawBody');
	const bytes = Buffer.isBuffer(raw) ? raw : Buffer.alloc(0);
	if (bytes.length > MAXIMUM_FORM_BYTES) return say(response, 413, words.tooLarge());
	const form = bytes.toString('utf8');
	const code = new URLSearchParams(form).get('code');
	const asksForCode = call.waiting.review.settings.accessCode !== '';
	if (code !== null && asksForCode) return enterCode(call, code);
	return hasPass(call) ? decide(call, form) : askForCode(call, 401, words.CODE_FIRST);
}

function decide(call: Call, form: string): IWebhookResponseData {
	const { context, response, waiting } = call;
	const { settings } = waiting.review;
	const timeZone = context.getTimezone();
	const submission = readSubmission(form);
	if ('complaints' in submission) {
		return showReview(call, 422, submission.complaints, submission.sent);
	}
	if (submission.review !== settings.id) return say(response, 409, words.otherReview());
	const checked = checkDecisions(waiting.review, submission);
	if ('complaints' in checked) return showReview(call, 422, checked.complaints, submission);
	const decided = {
		reviewer: submission.reviewer,
		at: systemClock.now(),
		decisions: checked.decisions,
	};
	const resumed = waiting.resume(decided);
	say(response, 200, words.decided(decided, timeZone));
	announce(settings.id, { reviewer: decided.reviewer, at: decided.at });
	return resumed;
}

/** Shows the review, after a refused submission with what was sent and what is wrong with it. */
function showReview(
	{ request, response, waiting, query }: Call,
	status: number,
	problems: readonly Complaint[] = [],
	sent?: SentForm,
): IWebhookResponseData {
	const { review } = waiting;
	const items = shownItems(review);
	const view: PageView = {
		settings: review.settings,
		items,
		query: query.kept,
		// What was sent without the page's script is nowhere else, so all of it comes back.
		whole:
			query.own.has('whole') ||
			(sent !== undefined && request.headers['x-content-review'] === undefined),
		problems,
		...(sent && {
			draft: {
				reviewer: sent.reviewer,
				decisions: sent.items,
				approveRest: sent.approveRest,
			},
		}),
	};
	sendPage(response, status, (nonce) => renderReviewPage(view, nonce), items);
	return ANSWERED;
}

const shownItems = (review: Review) => review.items.map((_, index) => showItem(review, index));

/** Answers with a page of a few words. */
function say(response: Response, status: number, message: words.Message): IWebhookResponseData {
	sendPage(response, status, (nonce) => renderMessagePage(message, nonce));
	return ANSWERED;
}

/** Whether the browser has entered the access code before, or none is asked for. */
function hasPass({ request, waiting }: Call): boolean {
	const { id, accessCode } = waiting.review.settings;
	return accessCode === '' || holdsPass(request.headers.cookie, id, accessCode);
}

function enterCode(call: Call, code: string): IWebhookResponseData {
	const { context, request, response, waiting, query } = call;
	const { id, accessCode } = waiting.review.settings;
	const check = checkAccessCode(id, code, accessCode);
	if (!check.right) {
		const problem = words.wrongCode(check, context.getTimezone());
		return askForCode(call, check.left === 0 ? 429 : 403, problem);
	}
	protect(response)
		// The browser asks again with GET, so that reloading the page sends no code.
		.status(303)
		.set({
			location: query.kept === '' ? '?' : query.kept,
			'set-cookie': passCookie(request, id, accessCode),
		})
		.end();
	return ANSWERED;
}

function askForCode(
	{ response, waiting, query }: Call,
	status: number,
	problem: string,
): IWebhookResponseData {
	const { heading } = waiting.review.settings;
	const view = { heading, query: query.kept, problem };
	sendPage(response, status, (nonce) => renderAccessCodePage(view, nonce));
	return ANSWERED;
}
