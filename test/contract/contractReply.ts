import { markersOf, type ContractOperation } from './contract';

/** Status, body and headers of a reply. */
export type Reply = [number, string, Record<string, string>];

const EVENTS = 'event: progress\ndata: {"current": 1}\n\ndata: plain text\n\n';

/** The file that an operation with a file for its reply gets. */
export const REPLY_FILE = { name: 'texts.csv', content: 'sku,text\nA-1,"Zeile 1\nZeile 2"\n' };

const ANYTHING = { anything: ['as', 'it', 'is'] };

/** What a provider that keeps to the contract answers. */
export function replyTo(operation: ContractOperation): Reply {
	const special = markersOf(operation);
	if (special.empty === true) return [204, '', {}];
	if (special.stream === 'sse') return [200, EVENTS, { 'content-type': 'text/event-stream' }];
	if (special.file !== undefined) {
		const { name, content } = REPLY_FILE;
		const disposition = `attachment; filename="${name}"`;
		return [200, content, { 'content-type': 'text/csv', 'content-disposition': disposition }];
	}
	const body = special.untyped === true ? ANYTHING : operation.response;
	return [200, JSON.stringify(body), { 'content-type': 'application/json' }];
}

/**
 * The output that a user has to see for that reply.
 * @param at key of the reply that holds what the operation is about; the whole reply when left out
 */
export function expectedOutput(operation: ContractOperation, at?: string): unknown[] {
	const special = markersOf(operation);
	if (special.stream === 'sse') {
		return [
			{ event: 'progress', data: { current: 1 } },
			{ event: 'message', data: 'plain text' },
		];
	}
	if (/^(delete|softDelete)/.test(operation.operation)) return [{ deleted: true }];
	if (special.untyped === true) return [ANYTHING];
	const { response } = operation;
	const rows: unknown =
		at === undefined || typeof response !== 'object' || response === null
			? response
			: Reflect.get(response, at);
	return Array.isArray(rows) ? rows : [rows];
}
