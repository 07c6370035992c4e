import type { ZodIssue } from 'zod';
import { Refusal } from '../serving/refusal.mts';

/** A refusal in the words of Django REST framework, whose token scheme Cernel uses. */
export function refuse(status: number, detail: string): Refusal {
	return new Refusal(status, detail, () => ({ detail }));
}

export function notFound(): Refusal {
	return refuse(404, 'Not found.');
}

export function throttled(waitMs: number): Refusal {
	const seconds = Math.max(1, Math.ceil(waitMs / 1000));
	return refuse(
		429,
		`Request was throttled. Expected available in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
	);
}

/** A 400 that maps a field to what is wrong with it. */
export function invalidField(field: string, message: string): Refusal {
	return new Refusal(400, `${field}: ${message}`, () => ({ [field]: [message] }));
}

/** A 400 that maps fields to messages; those of a list's elements stand at their positions. */
export function invalidFields(issues: readonly ZodIssue[]): Refusal {
	const body: Record<string, string[] | Array<Record<string, string[]>>> = {};
	const elements = new Map<string, Array<Record<string, string[]>>>();
	for (const { path, message } of issues.flatMap(describe)) {
		const [field = 'non_field_errors', index, inner = 'non_field_errors'] = path;
		if (typeof index !== 'number') {
			const messages = body[field];
			const texts = messages?.filter((known) => typeof known === 'string') ?? [];
			body[field] = [...texts, message];
			continue;
		}
		const list = elements.get(String(field)) ?? [];
		elements.set(String(field), list);
		while (list.length <= index) list.push({});
		const errors = list[index];
		if (errors !== undefined) errors[inner] = [...(errors[inner] ?? []), message];
	}
	return new Refusal(400, 'Invalid request', () => ({ ...body, ...Object.fromEntries(elements) }));
}

interface Message {
	path: ReadonlyArray<string | number>;
	message: string;
}

function describe(issue: ZodIssue): Message[] {
	const { path } = issue;
	switch (issue.code) {
		case 'invalid_type':
			return [
				{
					path,
					message:
						issue.received === 'undefined'
							? 'This field is required.'
							: typeMessage(issue.expected),
				},
			];
		case 'unrecognized_keys':
			return issue.keys.map((key) => ({ path: [...path, key], message: 'Unexpected field.' }));
		case 'too_small':
			return [
				{
					path,
					message:
						issue.type === 'array'
							? 'This list may not be empty.'
							: issue.type === 'string'
								? 'This field may not be blank.'
								: `Ensure this value is greater than or equal to ${issue.minimum}.`,
				},
			];
		case 'too_big':
			return [
				{
					path,
					message:
						issue.type === 'array'
							? `Ensure this field has no more than ${issue.maximum} elements.`
							: `Ensure this value is less than or equal to ${issue.maximum}.`,
				},
			];
		default:
			return [{ path, message: issue.message }];
	}
}

function typeMessage(expected: string): string {
	const messages: Record<string, string> = {
		string: 'Not a valid string.',
		number: 'A valid integer is required.',
		integer: 'A valid integer is required.',
		array: 'Expected a list of items.',
		object: 'Invalid data. Expected a dictionary.',
	};
	return messages[expected] ?? `Expected ${expected}.`;
}
