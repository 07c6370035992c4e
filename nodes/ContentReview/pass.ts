import { createHmac } from 'node:crypto';

import type { Request } from 'express';

import { isSameSecret } from '../shared/signature';

const cookieName = (review: string): string => `content-review-${review}`;

/** What a browser shows after it has entered the code, instead of the code: it holds for this review and this code only. */
const passFor = (review: string, accessCode: string): string =>
	createHmac('sha256', accessCode).update(review).digest('base64url');

/** Whether the cookies of a call hold the pass of a review, in a time that tells nothing about it. */
export function holdsPass(cookies = '', review: string, accessCode: string): boolean {
	const start = `${cookieName(review)}=`;
	const given = cookies
		.split(';')
		.map((cookie) => cookie.trim())
		.find((cookie) => cookie.startsWith(start))
		?.slice(start.length);
	return isSameSecret(given ?? '', passFor(review, accessCode));
}

/** The set-cookie header with which a browser keeps the pass until it is closed. */
export function passCookie(
	request: Pick<Request, 'secure' | 'headers' | 'originalUrl'>,
	review: string,
	accessCode: string,
): string {
	const isSecure = request.secure || request.headers['x-forwarded-proto'] === 'https';
	const [path = '/'] = request.originalUrl.split('?');
	return [
		`${cookieName(review)}=${passFor(review, accessCode)}`,
		`Path=${path}`,
		'HttpOnly',
		// The link comes from another site, and its first visit should find the cookie.
		'SameSite=Lax',
		...(isSecure ? ['Secure'] : []),
	].join('; ');
}
