import type { FastifyRequest } from 'fastify';
import { ApiError, invalidField, unprocessable } from './errors.mts';
import type { ValidationIssue } from './errors.mts';

/** Larger files are refused, after they were read. */
export const MAX_FILE_BYTES = 20 * 1024 * 1024;

export interface Upload {
	fileName: string;
	content: Buffer;
	fields: Record<string, string>;
}

/**
 * Reads a multipart body with one part `file` and text parts named in `allowedFields`. Throws the
 * 422 of a missing or unknown part and the 413 of a file that is too large.
 */
export async function readUpload(
	request: FastifyRequest,
	allowedFields: readonly string[],
): Promise<Upload> {
	let file: { name: string; size: number; chunks: Buffer[] } | undefined;
	const fields: Record<string, string> = {};
	const issues: ValidationIssue[] = [];
	for await (const part of request.parts()) {
		if (part.type === 'file') {
			const received = { name: part.filename, size: 0, chunks: new Array<Buffer>() };
			const content: AsyncIterable<Buffer> = part.file;
			for await (const bytes of content) {
				received.size += bytes.length;
				if (received.size <= MAX_FILE_BYTES) received.chunks.push(bytes);
			}
			if (part.fieldname === 'file' && file === undefined) file = received;
			else issues.push(extraPart(part.fieldname));
		} else if (allowedFields.includes(part.fieldname) && typeof part.value === 'string') {
			fields[part.fieldname] = part.value;
		} else if (part.fieldname === 'file') {
			// A part without a file name is text to FastAPI.
			throw invalidField(['body', 'file'], 'Expected UploadFile, received: str');
		} else {
			issues.push(extraPart(part.fieldname));
		}
	}
	if (file === undefined) {
		issues.push({ loc: ['body', 'file'], msg: 'field required', type: 'value_error.missing' });
	}
	if (file === undefined || issues.length > 0) throw unprocessable(issues);
	if (file.size > MAX_FILE_BYTES) throw new ApiError(413, 'File too large');
	return { fileName: file.name, content: Buffer.concat(file.chunks), fields };
}

function extraPart(name: string): ValidationIssue {
	return { loc: ['body', name], msg: 'extra fields not permitted', type: 'value_error.extra' };
}
