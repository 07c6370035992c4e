import type { FaultInput } from '../../../sandbox/faults/kinds.mts';
import type { Situation } from '../../../nodes/shared/http/retry';
import type { FaultKind } from '../../../nodes/shared/http/faults';

/** What a fault of the sandbox is to whoever sent the request. */
export type Meaning =
	/** The whole reply comes, if oddly. */
	| { is: 'harmless' }
	/** A situation of the table of retry.ts. */
	| { is: Exclude<Situation, 'final'> }
	/** An answer that another try would not change. */
	| { is: 'refusal'; kind: FaultKind }
	/** A token that a new one may replace. */
	| { is: 'expired' }
	/** A good status, and a body that cannot be used. */
	| { is: 'spoilt-body' }
	/** The body breaks off after its head has come. */
	| { is: 'broken-body' };

/** A row of the matrix. */
export interface FaultRow {
	name: string;
	fault: FaultInput;
	means: Meaning;
	/** Costs a second: is met once an operation. */
	heavy?: true;
}

const status = (code: number, means: Meaning, headers: Record<string, string> = {}): FaultRow => ({
	name: [code, ...Object.entries(headers).map((pair) => pair.join(' '))].join(' with '),
	fault: { kind: 'status', status: code, headers, body: { detail: 'as the test wants it' } },
	means,
});

/** More than the 64 MB that a reply may have. */
const TOO_MANY_MEGABYTES = 65;

/** Every fault of the sandbox, some of them in several forms. `strangerUrl` is an address of another origin. */
export const faultRows = (strangerUrl: string): FaultRow[] => [
	status(400, { is: 'refusal', kind: 'refused' }),
	status(403, { is: 'refusal', kind: 'refused' }),
	status(404, { is: 'refusal', kind: 'refused' }),
	status(408, { is: 'timed-out' }),
	status(429, { is: 'rate-limited' }),
	status(429, { is: 'rate-limited' }, { 'retry-after': '2' }),
	status(500, { is: 'server-fault' }),
	status(503, { is: 'server-fault' }),
	status(503, { is: 'overloaded' }, { 'retry-after': '2' }),
	{ name: 'bad gateway page', fault: { kind: 'bad-gateway-page' }, means: { is: 'server-fault' } },
	{ name: 'expired token', fault: { kind: 'expired-token' }, means: { is: 'expired' } },
	{
		name: 'redirect to another origin',
		fault: { kind: 'redirect', location: strangerUrl },
		means: { is: 'refusal', kind: 'refused' },
	},
	{ name: 'reset before reply', fault: { kind: 'reset-before-reply' }, means: { is: 'broken' } },
	{ name: 'closed unread', fault: { kind: 'closed-unread' }, means: { is: 'broken' } },
	{ name: 'reply lost', fault: { kind: 'reply-lost' }, means: { is: 'broken' } },
	{ name: 'reset in body', fault: { kind: 'reset-in-body' }, means: { is: 'broken-body' } },
	{ name: 'truncated', fault: { kind: 'truncated' }, means: { is: 'broken-body' } },
	{
		name: 'slow first byte',
		fault: { kind: 'slow-first-byte', delayMs: 30 },
		means: { is: 'harmless' },
	},
	{
		name: 'slow body',
		fault: { kind: 'slow-body', bytes: 64, pauseMs: 2 },
		means: { is: 'harmless' },
	},
	{ name: 'invalid JSON', fault: { kind: 'invalid-json' }, means: { is: 'spoilt-body' } },
	{
		name: 'wrong content type',
		fault: { kind: 'wrong-content-type' },
		means: { is: 'harmless' },
	},
	{
		name: 'huge body',
		fault: { kind: 'huge-body', megabytes: TOO_MANY_MEGABYTES },
		means: { is: 'spoilt-body' },
		heavy: true,
	},
	{
		name: 'gzip bomb',
		fault: { kind: 'gzip-bomb', megabytes: TOO_MANY_MEGABYTES },
		means: { is: 'spoilt-body' },
		heavy: true,
	},
];
