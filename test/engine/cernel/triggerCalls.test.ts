import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { CernelTrigger } from '../../../nodes/Cernel/CernelTrigger.node';
import { MAXIMUM_CALL_BYTES } from '../../../nodes/shared/webhook';
import { forgetProcess } from '../forgetProcess';
import { forbidNetwork, releaseNetwork } from '../http';
import { Receiver, row, WEBHOOK } from './calls';

beforeEach(() => {
	forbidNetwork();
	forgetProcess();
});
afterEach(() => {
	expect(releaseNetwork()).toEqual([]);
});

/** Lets n8n hand every method to the node, which it does not do as the node declares itself. */
class OpenTrigger extends CernelTrigger {
	constructor() {
		super();
		for (const webhook of this.description.webhooks ?? []) {
			webhook.httpMethod = '={{ "GET,HEAD,POST,PUT,PATCH,DELETE" }}';
		}
	}
}

describe('A call that is refused before anybody looks at its signature', () => {
	it.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'])('by method: %s', async (method) => {
		const open = new Receiver({}, {}, new OpenTrigger());
		expect(await open.call(row(), { method })).toMatchObject({
			status: 405,
			body: '{"message":"Method not allowed"}',
			started: undefined,
		});
		expect(await open.started(row(), { method: 'POST' })).toBeDefined();
		// As the node is, n8n refuses them itself.
		expect(await new Receiver().call(row(), { method })).toMatchObject({
			status: 404,
			answeredByNode: false,
		});
	});

	it.each([
		'text/plain',
		'application/x-www-form-urlencoded',
		'application/octet-stream',
		'application/jsonp',
		'text/json',
		'application/xhtml+xml; x=application/json',
		'',
	])('by content type: "%s"', async (contentType) => {
		const receiver = new Receiver();
		expect(await receiver.call(row(), { contentType, parsed: row() })).toMatchObject({
			status: 415,
			body: '{"message":"Unsupported media type"}',
			started: undefined,
		});
		expect(receiver.trigger.saved()).toEqual({});
	});

	it.each([
		'application/json; charset=utf-8',
		'Application/JSON',
		'application/json;charset="utf-8"',
	])('but not with another content type for JSON: "%s"', async (contentType) => {
		const receiver = new Receiver();
		expect(await receiver.started(row(), { contentType })).toBeDefined();
	});

	/** A result whose JSON has that many bytes, some of them in letters of two. */
	function rowOf(bytes: number): string {
		const empty = JSON.stringify(row({ description: '' }));
		const room = bytes - Buffer.byteLength(empty);
		return JSON.stringify(row({ description: 'ø'.repeat(10) + 'x'.repeat(room - 20) }));
	}

	it('by size: one byte more than 1 MB, counted in bytes', async () => {
		const receiver = new Receiver();
		const fits = rowOf(MAXIMUM_CALL_BYTES);
		expect([MAXIMUM_CALL_BYTES, Buffer.byteLength(fits)]).toEqual([1_048_576, 1_048_576]);
		const tooLarge = rowOf(MAXIMUM_CALL_BYTES + 1);
		expect(await receiver.call(tooLarge)).toMatchObject({
			status: 413,
			body: '{"message":"Payload too large"}',
			started: undefined,
		});
		expect(receiver.trigger.saved()).toEqual({});
		expect(await receiver.started(fits)).toMatchObject({ status: 'SUCCESS' });
	});
});

/** The opening and closing brackets of so many objects within each other. */
const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

describe('A signed body that is no result of Cernel', () => {
	it.each<[string, string]>([
		['text that is not JSON', 'hello'],
		['JSON that breaks off', '{"id":"1","job_id":"2"'],
		['two values', '{"id":"1","job_id":"2"}{}'],
		['nothing', ''],
		['an array', JSON.stringify([row()])],
		['null', 'null'],
		['a number', '17'],
		['a text', '"id"'],
		['true', 'true'],
		['an empty object', '{}'],
		['an object without a job', JSON.stringify(row({ job_id: undefined }))],
		['an object without an ID', JSON.stringify(row({ id: undefined }))],
		['an ID that is null', JSON.stringify(row({ id: null }))],
		['an ID that is an object', JSON.stringify(row({ id: { $ne: 1 } }))],
		['a job that is an array', JSON.stringify(row({ job_id: ['a'] }))],
		['an ID of the prototype', '{"__proto__":{"id":"1","job_id":"2"}}'],
		['33 objects within each other', `{"id":"1","job_id":"2","a":${nested(32)}}`],
		['100,000 arrays', `{"id":"1","job_id":"2","a":${'['.repeat(1e5)}${']'.repeat(1e5)}}`],
		['100,000 arrays at the top', `${'['.repeat(1e5)}${']'.repeat(1e5)}`],
		['100,000 objects', `{"id":"1","job_id":"2","a":${nested(1e5)}}`],
	])('is refused with 400: %s', async (_what, body) => {
		const receiver = new Receiver();
		// n8n refuses what is not JSON by itself; here it hands everything over.
		const delivery = await receiver.call(body, { parsed: {} });
		expect(delivery).toMatchObject({
			status: 400,
			body: '{"message":"Bad request"}',
			answeredByNode: true,
			started: undefined,
			error: undefined,
		});
		expect(receiver.trigger.saved()).toEqual({});
	});

	it.each(['hello', '{"id":'])('is refused by n8n itself when it is not JSON: %s', async (body) => {
		expect(await new Receiver().call(body)).toMatchObject({ status: 422, answeredByNode: false });
	});

	it('is refused with 401 and nothing else as long as it is not signed', async () => {
		const receiver = new Receiver();
		for (const body of ['[]', '{', 'null', `{"a":${nested(1e5)}}`]) {
			const delivery = await receiver.call(body, { headers: {}, parsed: {} });
			expect(delivery).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' });
		}
	});
});

describe('A body', () => {
	it('is what was signed, whatever else n8n has made of it', async () => {
		const receiver = new Receiver();
		const parsed = row({ name: 'Not what was signed' });
		expect(await receiver.started(row(), { parsed })).toEqual({
			event: 'productGenerated',
			...row(),
		});
	});

	it('may be 32 objects deep, wide, and begin with a byte order mark', async () => {
		const receiver = new Receiver();
		const deep: unknown = JSON.parse(nested(31));
		const wide = Array.from({ length: 50_000 }, (_, n) => n);
		const body = `\uFEFF${JSON.stringify({ id: 1, job_id: 2, deep, wide })}`;
		expect(await receiver.started(body)).toEqual({
			event: 'productGenerated',
			id: 1,
			job_id: 2,
			deep,
			wide,
		});
	});

	it('cannot choose its event, neither for the filter nor in the item', async () => {
		const receiver = new Receiver({ events: ['productGenerated'] });
		const body = row({ event: 'categoryGenerated' });
		expect(await receiver.started(body)).toMatchObject({ event: 'productGenerated' });
		expect(await receiver.started(body, { webhook: WEBHOOK.category })).toBeUndefined();
	});

	it('reaches no prototype: such keys are gone from every level', async () => {
		const receiver = new Receiver();
		const body = `{"id":"1","job_id":"2","__proto__":{"polluted":true},"constructor":"x","prototype":[],
			"name":{"constructor":{"prototype":{"polluted":true}},"keep":1,"__proto__":null},
			"list":[{"__proto__":{"polluted":true},"keep":2},[{"prototype":1}],"__proto__",null]}`;
		const json = await receiver.started(body);
		expect(json).toEqual({
			event: 'productGenerated',
			id: '1',
			job_id: '2',
			name: { keep: 1 },
			list: [{ keep: 2 }, [{}], '__proto__', null],
		});
		expect(JSON.stringify(json)).not.toMatch(/polluted|constructor|prototype/);
		const plain: object = {};
		expect(Reflect.get(plain, 'polluted')).toBeUndefined();
		expect(Reflect.get(json ?? {}, 'polluted')).toBeUndefined();
		expect(Object.getPrototypeOf(json)).toBe(Object.prototype);
	});

	it('with a key twice counts as its last one does, as for n8n', async () => {
		const receiver = new Receiver({ filters: { statuses: ['SUCCESS'] } });
		const body = '{"id":"1","job_id":"2","status":"SUCCESS","status":"FAILURE"}';
		const delivery = await receiver.call(body);
		expect([delivery.status, delivery.started]).toEqual([200, undefined]);
	});

	it('is read as UTF-8, whatever charset its header names', async () => {
		const receiver = new Receiver();
		const contentType = 'application/json; charset=latin1';
		expect(await receiver.started(row(), { contentType })).toMatchObject({ name: row().name });
	});
});
