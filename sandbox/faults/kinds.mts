import { z } from 'zod';

const MAX_DELAY_MS = 10 * 60 * 1000;
const MAX_MEGABYTES = 16 * 1024;

const milliseconds = z.number().int().min(0).max(MAX_DELAY_MS);
const megabytes = z.number().int().min(1).max(MAX_MEGABYTES);
const bytes = z.number().int().min(0);

/** The faults that the sandbox can inject, told apart by `kind`. */
export const faultSchema = z.discriminatedUnion('kind', [
	/** A reply of any status; a `body` that is no text is sent as JSON. */
	z
		.object({
			kind: z.literal('status'),
			status: z.number().int().min(200).max(599),
			headers: z.record(z.string()).default({}),
			body: z.unknown(),
		})
		.strict(),
	/** 502 with the HTML page of a proxy. */
	z.object({ kind: z.literal('bad-gateway-page') }).strict(),
	/** The 401 of a token that has run out, in the provider's own shape. No real token is touched. */
	z.object({ kind: z.literal('expired-token') }).strict(),
	/** A redirect to `location`, whatever its origin. */
	z
		.object({
			kind: z.literal('redirect'),
			location: z.string().min(1),
			status: z
				.union([z.literal(301), z.literal(302), z.literal(303), z.literal(307), z.literal(308)])
				.default(307),
		})
		.strict(),
	/** The request is read to its end, then the connection is reset (RST). */
	z.object({ kind: z.literal('reset-before-reply') }).strict(),
	/**
	 * The connection is closed as soon as the head of the request is there, its body unread. It stands
	 * in for a refused connection, which no server can do for single operations: see `refusedUrl`.
	 */
	z.object({ kind: z.literal('closed-unread') }).strict(),
	/** The reply is made, then the connection is closed before its first byte. */
	z.object({ kind: z.literal('reply-lost') }).strict(),
	/** The head and the first `bytes` of the body (half of it by default), then a reset (RST). */
	z.object({ kind: z.literal('reset-in-body'), bytes: bytes.optional() }).strict(),
	/**
	 * The head and the first `bytes` of the body (half of it by default), then an orderly end of the
	 * connection (FIN): too early for the Content-Length (`length`), or without the last chunk
	 * (`chunked`). By default as the reply would have been framed: a stream in chunks.
	 */
	z
		.object({
			kind: z.literal('truncated'),
			bytes: bytes.optional(),
			framing: z.enum(['length', 'chunked']).optional(),
		})
		.strict(),
	/** The whole reply, its first byte `delayMs` late. A stream only starts its work then. */
	z.object({ kind: z.literal('slow-first-byte'), delayMs: milliseconds }).strict(),
	/** The whole reply, `bytes` at a time with `pauseMs` before each. */
	z
		.object({
			kind: z.literal('slow-body'),
			bytes: bytes.min(1).default(16),
			pauseMs: milliseconds,
		})
		.strict(),
	/** 200 and a JSON text that breaks off, with a Content-Length that fits it. */
	z.object({ kind: z.literal('invalid-json') }).strict(),
	/** The real reply, labelled as text/html. A reply without a body stays as it is. */
	z.object({ kind: z.literal('wrong-content-type') }).strict(),
	/** 200 and valid JSON of `megabytes` (of 1024 x 1024 bytes); `declared` adds its Content-Length. */
	z
		.object({ kind: z.literal('huge-body'), megabytes, declared: z.boolean().default(false) })
		.strict(),
	/** 200 and valid JSON of `megabytes` when unpacked, a thousandth of it on the wire. */
	z.object({ kind: z.literal('gzip-bomb'), megabytes }).strict(),
]);

/** A fault with its defaults filled in. */
export type Fault = z.output<typeof faultSchema>;

/** A fault as it is asked for. */
export type FaultInput = z.input<typeof faultSchema>;

export type FaultKind = Fault['kind'];

/**
 * Whether the operation's handler runs, and what it does stays, although the caller may never know.
 * Of the others the handler sees nothing. A handler may still refuse: its refusal is then what the
 * fault spoils.
 */
export const carriedOut = {
	status: false,
	'bad-gateway-page': false,
	'expired-token': false,
	redirect: false,
	'reset-before-reply': false,
	'closed-unread': false,
	'reply-lost': true,
	'reset-in-body': true,
	truncated: true,
	'slow-first-byte': true,
	'slow-body': true,
	'invalid-json': true,
	'wrong-content-type': true,
	'huge-body': true,
	'gzip-bomb': true,
} as const satisfies Record<FaultKind, boolean>;

type CarriedOutKind = {
	[Kind in FaultKind]: (typeof carriedOut)[Kind] extends true ? Kind : never;
}[FaultKind];

/** A fault that spoils the reply of a handler that has run. */
export type ReplyFault = Extract<Fault, { kind: CarriedOutKind }>;

/** A fault in place of the handler. */
export type RequestFault = Exclude<Fault, { kind: CarriedOutKind }>;

export function isReplyFault(fault: Fault): fault is ReplyFault {
	return carriedOut[fault.kind];
}
