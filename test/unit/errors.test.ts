import { describe, expect, it } from '@jest/globals';
import type { INode } from 'n8n-workflow';

import { productAi } from '../../nodes/ProductAi/provider';
import { xcScribe } from '../../nodes/XcScribe/provider';
import { faultOfReply } from '../../nodes/shared/http/errors';
import { transportFault } from '../../nodes/shared/http/transportFault';
import { Fault, toFault } from '../../nodes/shared/http/faults';
import { toErrorItem, toNodeError } from '../../nodes/shared/nodeErrors';

const node: INode = {
	id: 'n',
	name: 'XC Scribe',
	type: 'xcScribe',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

const replied = (status: number, body = '', writes = false, headers: Record<string, string> = {}) =>
	faultOfReply(xcScribe, { status, headers }, body, writes);

describe('The fault of a reply', () => {
	const statuses = Array.from({ length: 300 }, (_, index) => 300 + index);

	it.each([true, false])(
		'has for every status a message, an advice and the status (writes: %s)',
		(writes) => {
			for (const status of statuses) {
				const { facts } = replied(status, '', writes);
				expect(facts.message).toMatch(new RegExp(`^XC Scribe .+\\(${status}\\)$`));
				expect(facts.advice).not.toBe('');
				expect(facts.status).toBe(status);
				expect(`${facts.message} ${String(facts.advice)}`).not.toMatch(
					/\b(error|problem|failure|mistake)s?\b|undefined/i,
				);
			}
		},
	);

	it('knows what of a writing call is uncertain: what the server broke or gave up, not what it refused', () => {
		for (const status of statuses) {
			const { kind } = replied(status, '', true);
			expect(kind === 'outcome-unknown').toBe(status >= 500 || status === 408);
			expect(replied(status, '', false).kind).not.toBe('outcome-unknown');
		}
	});

	it('knows that a server that asks to come back later has not begun', () => {
		const { facts } = replied(503, '', true, { 'retry-after': '5' });
		expect(facts).toMatchObject({ kind: 'unavailable', retryAfterMs: 5000 });
		expect(replied(502, '', true, { 'retry-after': '5' }).kind).toBe('outcome-unknown');
	});

	it('knows that it may have charged where the provider charges at once', () => {
		const reply = { status: 503, headers: { 'retry-after': '5' } };
		expect(faultOfReply(productAi, reply, '', true).kind).toBe('outcome-unknown');
		expect(faultOfReply(productAi, reply, '', false).kind).toBe('unavailable');
		expect(faultOfReply(productAi, { ...reply, status: 429 }, '', true).kind).toBe('rate-limited');
	});

	it('quotes the provider but never a body that it cannot read', () => {
		expect(replied(404, '{"detail": "No such item"}').facts).toMatchObject({
			message: 'XC Scribe does not know what was asked for: No such item',
			providerMessage: 'No such item',
		});
		for (const body of [
			'<html>canary</html>',
			'{"canary": 1}',
			'["canary"]',
			'{"detail": {"x": "canary"}}',
		]) {
			expect(JSON.stringify(replied(404, body).facts)).not.toContain('canary');
		}
	});

	it('without a word of the provider about its values does not end in a colon', () => {
		expect(replied(422, '{"detail": []}').message).toBe(
			'XC Scribe did not accept the values (422)',
		);
	});

	it('keeps the pause that the provider asks for, whatever the status', () => {
		expect(replied(429, '', true, { 'retry-after': '3' }).facts.retryAfterMs).toBe(3000);
		expect(replied(503, '', false, { 'retry-after': '120' }).facts.retryAfterMs).toBe(120_000);
		expect(replied(429, '', true, { 'retry-after': 'soon' }).facts.retryAfterMs).toBeUndefined();
	});
});

describe('The fault of a connection', () => {
	const coded = (code: string) => Object.assign(new Error('raw words'), { code });
	const host = 'api.test';

	it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])(
		'%s is certain: nothing was sent, not even by a writing call',
		(code) => {
			expect(transportFault(coded(code), { method: 'POST', host }).facts).toMatchObject({
				kind: 'unavailable',
				message: `api.test could not be reached (${code})`,
				providerCode: code,
			});
		},
	);

	it.each(['ECONNRESET', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'EPIPE'])(
		'%s leaves open what a writing call did',
		(code) => {
			for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
				expect(transportFault(coded(code), { method, host }).kind).toBe('outcome-unknown');
			}
			expect(transportFault(coded(code), { method: 'GET', host }).facts).toMatchObject({
				kind: 'unavailable',
				advice: 'Run it again later',
			});
		},
	);

	it('says when it was a matter of time', () => {
		const { message } = transportFault(coded('UND_ERR_HEADERS_TIMEOUT'), { method: 'GET', host });
		expect(message).toBe('api.test did not answer in time');
	});

	it.each([
		['in a cause', new TypeError('fetch failed', { cause: coded('ECONNREFUSED') })],
		['in the first of several', new AggregateError([coded('ECONNREFUSED'), coded('ETIMEDOUT')])],
		[
			'in the first of several, in a cause',
			new Error('x', { cause: new AggregateError([coded('ECONNREFUSED')]) }),
		],
	])('finds its code %s', (_, cause) => {
		expect(transportFault(cause, { method: 'POST', host }).facts.providerCode).toBe('ECONNREFUSED');
	});

	it.each([undefined, null, 'text', {}])('takes %j, which is no error at all', (cause) => {
		expect(transportFault(cause, { method: 'POST', host }).facts).toMatchObject({
			kind: 'outcome-unknown',
			providerCode: 'unknown',
		});
	});

	it('of a cancelled execution is that and nothing else', () => {
		const signal = AbortSignal.abort();
		expect(transportFault(coded('ECONNRESET'), { method: 'POST', host, signal }).kind).toBe(
			'cancelled',
		);
	});
});

describe('What becomes of a fault', () => {
	const fault = new Fault({
		kind: 'rate-limited',
		message: 'Slow down',
		advice: 'Wait',
		status: 429,
		providerMessage: 'Too many',
		providerCode: 'E1',
		retryAfterMs: 5,
		details: { jobId: 'j-1' },
	});

	it('as an item: two keys, everything else in the details, paired', () => {
		expect(toErrorItem(fault, 7)).toEqual({
			json: {
				error: 'Slow down',
				details: {
					kind: 'rate-limited',
					advice: 'Wait',
					status: 429,
					providerMessage: 'Too many',
					code: 'E1',
					retryAfterMs: 5,
					jobId: 'j-1',
				},
			},
			pairedItem: { item: 7 },
		});
	});

	it.each([
		['rate-limited', 'NodeApiError', { cause: 'rate-limited', retryAfterMs: 5 }],
		['unavailable', 'NodeApiError', { cause: 'temporarily-unavailable', retryAfterMs: 5 }],
		['credential', 'NodeApiError', { cause: 'credential-invalid' }],
		['refused', 'NodeApiError', undefined],
		['outcome-unknown', 'NodeApiError', undefined],
		['unreadable', 'NodeApiError', undefined],
		['input', 'NodeOperationError', undefined],
		['job', 'NodeOperationError', undefined],
		['timeout', 'NodeOperationError', undefined],
		['cancelled', 'NodeOperationError', undefined],
	] as const)('as an error: %s is a %s', (kind, name, failure) => {
		const error = toNodeError(node, new Fault({ ...fault.facts, kind }), 3);
		expect(error).toMatchObject({
			name,
			message: 'Slow down',
			description: 'Wait',
			context: { itemIndex: 3 },
		});
		expect(error.failure).toEqual(failure);
	});

	it.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT'])(
		'as an error keeps its own words when they name the code %s, for which n8n has words, too',
		(code) => {
			for (const kind of ['unavailable', 'input'] as const) {
				const message = `api.test could not be reached (${code})`;
				expect(toNodeError(node, new Fault({ kind, message }), 0).message).toBe(message);
			}
		},
	);

	it('without an item names none', () => {
		expect(toNodeError(node, fault).context).not.toHaveProperty('itemIndex');
	});
});

describe('What was thrown by others', () => {
	it('keeps its message and description', () => {
		const thrown = Object.assign(new Error('No path back'), {
			description: 'Check the expression',
		});
		expect(toFault(thrown).facts).toEqual({
			kind: 'input',
			message: 'No path back',
			advice: 'Check the expression',
		});
	});

	it.each([
		['text', 'text'],
		[5, '5'],
		[undefined, 'undefined'],
	])('may be %j', (thrown, message) => {
		expect(toFault(thrown).message).toBe(message);
	});

	it('is not wrapped twice', () => {
		const fault = new Fault({ kind: 'job', message: 'x' });
		expect(toFault(fault)).toBe(fault);
		expect(fault.with({ jobId: 'j' }).facts).toEqual({
			kind: 'job',
			message: 'x',
			details: { jobId: 'j' },
		});
	});
});
