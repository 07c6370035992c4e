import type { ZodIssue } from 'zod';
import { Refusal } from '../serving/refusal.mts';

/**
 * The known ways to refuse: as in the provider's document (402 for a lack of tokens), the same
 * with a 200 for a lack of tokens, and as in the later copy of the document.
 */
export const errorShapes = ['document', 'documentWith200', 'laterCopy'] as const;

export type ErrorShape = (typeof errorShapes)[number];

const statuses = {
	INVALID_PARAMETERS: 400,
	INVALID_IMAGE_URL: 400,
	INVALID_MODEL: 400,
	INVALID_API_KEY: 401,
	OUT_OF_TOKENS: 402,
	JOB_NOT_FOUND: 404,
	NOT_FOUND: 404,
	RATE_LIMIT_EXCEEDED: 429,
	INTERNAL_SERVER_ERROR: 500,
};

export type ErrorCode = keyof typeof statuses;

/** Words refusals in the shape that is chosen at the moment. */
export class Refusals {
	shape: ErrorShape = 'document';

	/** Chooses a shape by its name; throws when there is none of that name. */
	choose(name: string): void {
		const shape = errorShapes.find((known) => known === name);
		if (shape === undefined) {
			throw new RangeError(`No error shape ${name}; known: ${errorShapes.join(', ')}`);
		}
		this.shape = shape;
	}

	refuse(code: ErrorCode, details: string, status: number = statuses[code]): Refusal {
		const with200 = code === 'OUT_OF_TOKENS' && this.shape === 'documentWith200';
		const body =
			this.shape === 'laterCopy'
				? { status: 'ERROR', message: details, code }
				: { name: 'ApiError', message: code, details };
		return new Refusal(with200 ? 200 : status, details, () => body);
	}

	/** A refusal that only a status is known of, such as that of an unknown route. */
	problem(status: number, message: string): Refusal {
		if (status === 404) return this.refuse('NOT_FOUND', message);
		return this.refuse(
			status < 500 ? 'INVALID_PARAMETERS' : 'INTERNAL_SERVER_ERROR',
			message,
			status,
		);
	}

	/** The 400 of fields that do not fit; the first one gives the code. */
	invalid(issues: readonly ZodIssue[]): Refusal {
		const field = issues[0]?.path[0];
		const details = issues
			.map((issue) =>
				[issue.path.join('.'), issue.message].filter((part) => part !== '').join(': '),
			)
			.join('; ');
		if (field === 'image_url') return this.refuse('INVALID_IMAGE_URL', details);
		return this.refuse(field === 'model' ? 'INVALID_MODEL' : 'INVALID_PARAMETERS', details);
	}
}
