import { Refusal } from '../serving/refusal.mts';

/** One entry of FastAPI's validation `detail`. */
export interface ValidationIssue {
	loc: Array<string | number>;
	msg: string;
	type: string;
}

/** A refusal: the status and the `detail` of the reply. */
export class ApiError extends Refusal {
	constructor(status: number, detail: string | ValidationIssue[]) {
		const message =
			typeof detail === 'string' ? detail : detail.map((issue) => issue.msg).join('; ');
		super(status, message, () => ({ detail }));
		this.name = 'ApiError';
	}
}

export function badRequest(detail: string): ApiError {
	return new ApiError(400, detail);
}

export function unauthorized(detail: string): ApiError {
	return new ApiError(401, detail);
}

export function paymentRequired(): ApiError {
	return new ApiError(402, 'Insufficient XCT balance');
}

export function forbidden(detail: string): ApiError {
	return new ApiError(403, detail);
}

export function notFound(what: string): ApiError {
	return new ApiError(404, `${what} not found`);
}

export function conflict(detail: string): ApiError {
	return new ApiError(409, detail);
}

export function tooManyRequests(): ApiError {
	return new ApiError(429, 'Too many requests');
}

export function unprocessable(issues: ValidationIssue[]): ApiError {
	return new ApiError(422, issues);
}

/** A 422 about one field, `loc` such as `['body', 'tone']`. */
export function invalidField(
	loc: Array<string | number>,
	msg: string,
	type = 'value_error',
): ApiError {
	return unprocessable([{ loc, msg, type }]);
}
