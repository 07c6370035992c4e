import type { BinaryHelperFunctions, IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { parse as parseContentDisposition } from 'content-disposition';

import type { FileRules } from './fields';
import { header } from './http/body';
import type { HttpReply } from './http/client';
import { inputFault } from './http/faults';
import type { UploadFile } from './request';

const MEGABYTE = 1024 * 1024;

/**
 * Checks that the item has a file in the binary property, neither empty nor too large. Reads no content.
 * @throws Fault of kind `input`
 */
export async function checkUpload(
	context: IExecuteFunctions,
	itemIndex: number,
	property: string,
	rules: FileRules,
): Promise<void> {
	const binary = context.getInputData()[itemIndex]?.binary;
	const data = binary?.[property];
	if (data === undefined) {
		const present = Object.keys(binary ?? {});
		throw inputFault(
			`This item has no file in the binary property "${property}"`,
			present.length === 0
				? 'Put a node in front that brings the file, e.g. HTTP Request, Read File or a form'
				: `Its binary properties are: ${present.join(', ')}`,
		);
	}
	const bytes = await sizeOf(context, data);
	if (bytes === 0) {
		throw inputFault(`The file in "${property}" is empty`, 'Check the node that brings the file');
	}
	if (bytes > rules.maximumBytes) {
		throw inputFault(
			`The file in "${property}" is ${(bytes / MEGABYTE).toFixed(1)} MB; at most ${rules.maximumBytes / MEGABYTE} MB are sent`,
			'Nothing was sent. Split the file into smaller ones',
		);
	}
}

async function sizeOf(context: IExecuteFunctions, data: IBinaryData): Promise<number> {
	if (data.id === undefined) return Buffer.byteLength(data.data, 'base64');
	return (await context.helpers.getBinaryMetadata(data.id)).fileSize;
}

/** Reads the file of an item for a multipart body, with its own name and type. */
export async function readUpload(
	context: IExecuteFunctions,
	itemIndex: number,
	property: string,
): Promise<UploadFile> {
	const data = context.helpers.assertBinaryData(itemIndex, property);
	const content = await context.helpers.getBinaryDataBuffer(itemIndex, property);
	return {
		name: data.fileName ?? property,
		content: new Blob([new Uint8Array(content)], { type: data.mimeType }),
	};
}

/** Every n8n context that has a binary store. */
export interface BinaryStore {
	helpers: Pick<BinaryHelperFunctions, 'prepareBinaryData'>;
}

/** Streams a reply into n8n's binary store. The server's file name wins over the fallback. */
export async function saveDownload(
	context: BinaryStore,
	reply: HttpReply,
	fallback: { name: string; mimeType: string },
): Promise<IBinaryData> {
	const type = header(reply, 'content-type')?.split(';')[0]?.trim();
	return await context.helpers.prepareBinaryData(
		reply.body,
		fileNameOf(header(reply, 'content-disposition')) ?? fallback.name,
		type === undefined || type === '' ? fallback.mimeType : type,
	);
}

/** The last part of a web address where it looks like the name of a file; undefined elsewhere. */
export function fileNameIn(url: string): string | undefined {
	if (!URL.canParse(url)) return undefined;
	const last = new URL(url).pathname.split('/').at(-1) ?? '';
	return /^[\w-][\w.-]*\.[A-Za-z0-9]{2,5}$/.test(last) ? last : undefined;
}

/** File name of a Content-Disposition header, without any folder; undefined when it names none or is malformed. */
export function fileNameOf(value: string | undefined): string | undefined {
	if (value === undefined) return undefined;
	try {
		const name = parseContentDisposition(value).parameters.filename;
		const last = name?.split(/[\\/]/).at(-1)?.trim();
		return last === '' ? undefined : last;
	} catch {
		return undefined;
	}
}
