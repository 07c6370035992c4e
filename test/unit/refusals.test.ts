import { describe, expect, it } from '@jest/globals';
import type { INode } from 'n8n-workflow';

import { refusalFault, faultOfReply } from '../../nodes/shared/http/errors';
import { toNodeError } from '../../nodes/shared/nodeErrors';
import type { Provider } from '../../nodes/shared/provider';

const provider: Provider = {
	displayName: 'Studio',
	credential: { type: 'studioApi', authorize: () => ({ baseUrl: 'https://a.test', headers: {} }) },
	concurrency: 1,
	readMessage: (body) => ({
		code: typeof body === 'object' && body !== null ? String(Reflect.get(body, 'code')) : '',
	}),
	statuses: { 402: { kind: 'quota', message: 'has no tokens', advice: 'Buy tokens' } },
	codes: {
		EMPTY: { kind: 'quota', message: 'has no tokens', advice: 'Buy tokens' },
		BUSY: { message: 'is busy', advice: 'Wait' },
	},
	whereToLook: 'Look at the studio',
};

const node: INode = {
	id: 'n',
	name: 'Studio',
	type: 'studio',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

const replied = (status: number, code: string, writes = true) =>
	faultOfReply(provider, { status, headers: {} }, JSON.stringify({ code }), writes);

describe('A code whose kind is known', () => {
	it.each([400, 403, 429, 500, 503])('counts more than the status %i', (status) => {
		expect(replied(status, 'EMPTY').facts).toMatchObject({
			kind: 'quota',
			message: `Studio has no tokens (${status})`,
			advice: 'Buy tokens',
			status,
		});
	});

	it('counts in a reply with a good status, too', () => {
		const fault = refusalFault(provider, { status: 200, headers: {} }, { code: 'EMPTY' });
		expect(fault.kind).toBe('quota');
	});
});

describe('A code whose kind is not known', () => {
	it('leaves the kind to the status, and the outcome of what was written in doubt', () => {
		expect(replied(429, 'BUSY')).toMatchObject({
			kind: 'rate-limited',
			message: 'Studio is busy (429)',
		});
		expect(replied(500, 'BUSY', false).kind).toBe('unavailable');
		expect(replied(500, 'BUSY').facts).toMatchObject({
			kind: 'outcome-unknown',
			advice: expect.stringContaining('Look at the studio'),
		});
	});
});

it('A status may have a kind of its own', () => {
	expect(replied(402, 'OTHER').kind).toBe('quota');
});

it('n8n is told of a used-up quota as such', () => {
	const error = toNodeError(node, replied(402, 'EMPTY'), 0);
	expect('failure' in error ? error.failure : undefined).toEqual({ cause: 'quota-exhausted' });
});
