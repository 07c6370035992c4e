import type { IDataObject } from 'n8n-workflow';

import type { ApiRequest } from './http/apiClient';
import type { MultipartPart } from './http/client';
import { inputFault } from './http/faults';
import type { OperationInput } from './input';
import type { Operation } from './operation';
import { toText } from './values';

/** A file as it goes into a multipart body. */
export interface UploadFile {
	name: string;
	content: Blob;
}

/**
 * The request of an operation for one item. Pure: no context, no credential, no time.
 * @param files by wire name, read from the item's binary data
 */
export function buildRequest(
	operation: Operation,
	input: OperationInput,
	files: Record<string, UploadFile> = {},
): ApiRequest {
	const { method, path, replyWithinMs, effect } = operation.request;
	return {
		method,
		path: fillPath(path, input.path) + queryString(input.query),
		...encodeBody(operation, input.body, files),
		...(replyWithinMs === undefined ? {} : { replyWithinMs }),
		...(effect === undefined ? {} : { effect }),
	};
}

/**
 * Puts values into the placeholders of a path, each as one segment.
 * @throws Fault of kind `input` for what cannot be a segment: nothing, "." and "..", which no encoding protects
 */
export function fillPath(path: string, values: Record<string, string>): string {
	return path.replace(/\{(\w+)\}/g, (_, name: string) => {
		const value = values[name] ?? '';
		if (!/^\.{0,2}$/.test(value)) return encodeURIComponent(value);
		throw inputFault(
			`"${value}" cannot be a part of an address`,
			'Nothing was sent. Check the IDs',
		);
	});
}

function queryString(query: IDataObject): string {
	const pairs = Object.entries(query).flatMap(([name, value]) =>
		[value].flat().map((each): [string, string] => [name, toText(each)]),
	);
	return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`;
}

function encodeBody(
	operation: Operation,
	body: IDataObject,
	files: Record<string, UploadFile>,
): Pick<ApiRequest, 'headers' | 'body'> {
	const accept: Record<string, string> =
		operation.reply.kind === 'stream' ? { accept: 'text/event-stream, application/json' } : {};
	if (operation.body === undefined) return { headers: accept };
	switch (operation.request.body ?? 'json') {
		case 'json':
			return {
				headers: { ...accept, 'content-type': 'application/json' },
				body: JSON.stringify(body),
			};
		case 'form':
			return {
				headers: { ...accept, 'content-type': 'application/x-www-form-urlencoded' },
				body: new URLSearchParams(formFields(body)).toString(),
			};
		case 'multipart':
			return { headers: accept, body: multipart(body, files) };
	}
}

/** Multipart and form bodies hold text only; objects go in as JSON. */
function formFields(body: IDataObject): Array<[string, string]> {
	return Object.entries(body).map(([name, value]) => [name, toText(value)]);
}

function multipart(body: IDataObject, files: Record<string, UploadFile>): MultipartPart[] {
	return [
		...formFields(body).map(([name, value]) => ({ name, value })),
		...Object.entries(files).map(([name, { content, name: fileName }]) => ({
			name,
			content,
			fileName,
		})),
	];
}
