import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { normalizeBaseUrl } from '../../nodes/shared/http/baseUrl';
import { Fault } from '../../nodes/shared/http/faults';

describe('A base URL', () => {
	it.each([
		['https://api.xcscribe.com', 'https://api.xcscribe.com'],
		['  https://api.xcscribe.com/ ', 'https://api.xcscribe.com'],
		['HTTPS://API.xcscribe.com///', 'https://api.xcscribe.com'],
		['http://localhost:8080/', 'http://localhost:8080'],
		['https://gate.example/scribe/', 'https://gate.example/scribe'],
		['https://gate.example/a/../b', 'https://gate.example/b'],
		['http://[::1]:3000', 'http://[::1]:3000'],
	])('%j is read as %s', (value, expected) => {
		expect(normalizeBaseUrl(value)).toBe(expected);
	});

	it.each([
		'',
		' ',
		'api.xcscribe.com',
		'localhost:3000',
		'//api.xcscribe.com',
		'ftp://x.example',
		'https://',
		'https://a b',
		undefined,
		5,
	])('%j is refused as no web address', (value) => {
		expect(() => normalizeBaseUrl(value)).toThrow(Fault);
		expect(() => normalizeBaseUrl(value)).toThrow(/is not a web address$/);
	});

	it.each([
		'https://user:canary@api.example',
		'https://api.example?key=canary',
		'https://api.example/#canary',
	])('%j is refused without repeating what it carries', (value) => {
		expect(() => normalizeBaseUrl(value)).toThrow('carries more than an address');
		expect(() => normalizeBaseUrl(value)).not.toThrow(/canary/);
	});

	it('can always be followed by a path', () => {
		fc.assert(
			fc.property(fc.webUrl({ validSchemes: ['http', 'https'] }), (value) => {
				const base = normalizeBaseUrl(value);
				expect(base.endsWith('/')).toBe(false);
				expect(new URL(`${base}/api/v1`).href).toBe(`${base}/api/v1`);
				expect(normalizeBaseUrl(base)).toBe(base);
			}),
		);
	});
});
