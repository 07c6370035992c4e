import { describe, expect, it } from '@jest/globals';

import { MAXIMUM_REDIRECTS, redirectOf } from '../../nodes/shared/http/redirects';

const from = (url: string, location: string | undefined, status = 302) =>
	redirectOf({ method: 'GET', url, status, location, hops: 0 });

describe('A redirect of a GET', () => {
	it.each([
		['/v2/things', 'https://api.test/v2/things', true],
		['things?page=2', 'https://api.test/v1/things?page=2', true],
		['https://api.test:443/v2', 'https://api.test/v2', true],
		['https://user@api.test/v2', 'https://user@api.test/v2', true],
		['https://api.test:8443/v2', 'https://api.test:8443/v2', false],
		['https://www.api.test/v2', 'https://www.api.test/v2', false],
		['//cdn.test/file', 'https://cdn.test/file', false],
		['https://api.test.evil.test/', 'https://api.test.evil.test/', false],
		['https://api.test@evil.test/', 'https://api.test@evil.test/', false],
	])('to %s is followed, with the credential to the same origin only', (to, url, sameOrigin) => {
		expect(from('https://api.test/v1/old', to)).toEqual({ kind: 'follow', url, sameOrigin });
	});

	it('may lead from http to https, which is another origin', () => {
		expect(from('http://api.test/', 'https://api.test/')).toEqual({
			kind: 'follow',
			url: 'https://api.test/',
			sameOrigin: false,
		});
	});

	it.each([
		['http://api.test/v1', 'from https to http'],
		['file:///etc/passwd', 'not on the web'],
		['javascript:alert(1)', 'not on the web'],
		['data:text/plain,a', 'not on the web'],
		['http://', 'is none'],
		['', 'is none'],
		[undefined, 'is none'],
	])('to %j is refused', (to, reason) => {
		expect(from('https://api.test/', to)).toEqual({
			kind: 'refuse',
			reason: expect.stringContaining(reason),
		});
	});

	it.each([301, 302, 303, 307, 308])('has the status %d', (status) => {
		expect(from('https://api.test/', '/b', status).kind).toBe('follow');
	});

	it.each([200, 204, 300, 304, 305, 306, 400])('does not have the status %d', (status) => {
		expect(from('https://api.test/', '/b', status)).toEqual({ kind: 'none' });
	});

	it('is followed five times', () => {
		const hop = (hops: number) =>
			redirectOf({ method: 'GET', url: 'http://a.test/', status: 301, location: '/', hops }).kind;
		expect([0, 4, 5, 6].map(hop)).toEqual(['follow', 'follow', 'refuse', 'refuse']);
		expect(MAXIMUM_REDIRECTS).toBe(5);
	});
});

it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('A redirect of a %s is never followed', (method) => {
	for (const status of [301, 302, 303, 307, 308]) {
		const reply = { method, url: 'https://api.test/', status, location: '/', hops: 0 };
		expect(redirectOf(reply)).toEqual({ kind: 'none' });
	}
});
