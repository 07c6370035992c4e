import { describe, expect, it } from '@jest/globals';
import { explainNpmFailure } from '../../../scripts/explainNpmFailure.mjs';

describe('explainNpmFailure', () => {
	it.each([
		['npm error code ENOSPC\nnpm error ENOTFOUND', /disk is full/],
		['npm error code ECONNREFUSED', /could not be reached/],
		['npm error network request failed, reason: getaddrinfo ENOTFOUND x', /could not be reached/],
		['npm error code E503', /server fault/],
		['npm error code E404', /lacks a package/],
		['npm error code EUSAGE', /do not belong together/],
		['gyp ERR! find Python', /C\+\+ compiler/],
	])('explains %j', (output, expected) => {
		expect(explainNpmFailure(output)).toMatch(expected);
	});

	it('does not guess', () => {
		expect(explainNpmFailure('npm error something new')).toBeUndefined();
	});
});
