import type { ZodIssue } from 'zod';
import { Refusal } from '../serving/refusal.mts';

/** A refusal in the shape of WordPress. */
export function refuse(status: number, code: string, message: string, data: object = {}): Refusal {
	return new Refusal(status, message, () => ({ code, message, data: { status, ...data } }));
}

/** The 404 of a product that the shop does not have. */
export function invalidId(): Refusal {
	return refuse(404, 'woocommerce_rest_product_invalid_id', 'Invalid ID.');
}

/** The 400 that names the parameters that do not fit, and why. */
export function invalidParameters(issues: readonly ZodIssue[]): Refusal {
	const params = Object.fromEntries(issues.flatMap(describe));
	const names = Object.keys(params).join(', ');
	return refuse(400, 'rest_invalid_param', `Invalid parameter(s): ${names}`, { params });
}

function describe(issue: ZodIssue): Array<[string, string]> {
	const path = issue.path.join('.');
	return issue.code === 'unrecognized_keys'
		? issue.keys.map((key) => [
				[path, key].filter((part) => part !== '').join('.'),
				'Unknown to the simulated shop.',
			])
		: [[path, issue.message]];
}
