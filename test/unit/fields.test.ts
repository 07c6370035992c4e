import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
	amount,
	choice,
	dateTime,
	file,
	id,
	idList,
	integer,
	integerList,
	isBlank,
	jsonList,
	jsonObject,
	locator,
	text,
	toggle,
	url,
	urlList,
	type Field,
} from '../../nodes/shared/fields';

const parse = ({ parse: schema }: Field, value: unknown): unknown => schema.parse(value);

/** What the user reads about a value: each complaint once, as readInput gives them. */
function complaintOf({ parse: schema }: Field, value: unknown): string | undefined {
	const messages = schema.safeParse(value).error?.issues.map(({ message }) => message);
	return messages === undefined ? undefined : [...new Set(messages)].join('; ');
}

const anyId = id({ displayName: 'ID' });
const anyLocator = locator({
	displayName: 'Thing',
	source: { method: 'searchThings', path: '/things', entry: () => ({ name: '', value: '' }) },
});
const anyIds = idList({ displayName: 'IDs' });

/** Texts that resemble ids, and texts that do not at all. */
const wild = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.string({
		unit: fc.constantFrom(
			'a',
			'1',
			'-',
			'_',
			'.',
			'/',
			'\\',
			'%',
			'2',
			'F',
			'?',
			'#',
			' ',
			'\n',
			':',
		),
	}),
	fc.webPath(),
);

/** True when the value, put raw between two segments, is one segment that the path keeps. */
function isOneSegment(value: string): boolean {
	const url = new URL(`https://api.test/before/${value}/after`);
	return url.pathname === `/before/${value}/after` && url.search === '' && url.hash === '';
}

describe('An ID', () => {
	it('that is let through never changes the path of a URL, even unencoded', () => {
		fc.assert(
			fc.property(wild, (value) => {
				for (const field of [anyId, anyLocator]) {
					const parsed = field.parse.safeParse(value);
					if (parsed.success) expect(isOneSegment(String(parsed.data))).toBe(true);
				}
			}),
			{ numRuns: 2000 },
		);
	});

	it('made of letters, digits, "-" and "_" is let through as it is, from a list or not', () => {
		fc.assert(
			fc.property(
				fc.string({
					unit: fc.constantFrom('a', 'b', 'X', 'Z', '0', '9', '-', '_'),
					minLength: 1,
					maxLength: 128,
				}),
				(value) => {
					expect(parse(anyId, ` ${value}\n`)).toBe(value);
					expect(parse(anyLocator, { __rl: true, mode: 'list', value })).toBe(value);
				},
			),
		);
	});

	it.each(['..', '.', 'a/b', 'a b', 'ä', '%2e%2e', 'a'.repeat(129), '\u0000'])(
		'like %j is refused',
		(value) => {
			expect(complaintOf(anyId, value)).toMatch(/^must be an ID made of letters, digits/);
		},
	);

	it('may be a number, but nothing that is no text', () => {
		expect(parse(anyId, 17)).toBe('17');
		for (const value of [true, {}, [], null]) {
			expect(complaintOf(anyId, value)).toBe('must be an ID');
		}
	});

	it('that is refused is quoted only in part', () => {
		expect(complaintOf(anyId, `${'x'.repeat(60)}/secret-tail`)).not.toContain('secret-tail');
	});
});

describe('A list of IDs', () => {
	it('lets through only IDs that do not change a path', () => {
		fc.assert(
			fc.property(fc.oneof(wild, fc.array(wild)), (value) => {
				const parsed = anyIds.parse.safeParse(value);
				if (!parsed.success) return;
				const ids: unknown = parsed.data;
				expect(Array.isArray(ids) && ids.length > 0).toBe(true);
				if (Array.isArray(ids)) expect(ids.every((each) => isOneSegment(String(each)))).toBe(true);
			}),
			{ numRuns: 2000 },
		);
	});

	it('is read alike however it is separated', () => {
		const separators = fc.constantFrom(',', ', ', '\n', ' ', '\t', ',\r\n', ',,');
		fc.assert(
			fc.property(fc.array(fc.uuid(), { minLength: 1 }), separators, (ids, separator) => {
				expect(parse(anyIds, ids.join(separator))).toEqual(ids);
				expect(parse(anyIds, ids)).toEqual(ids);
			}),
		);
	});

	it('says what is wrong', () => {
		expect(complaintOf(anyIds, 'a, b/c')).toContain('got "b/c"');
		expect(complaintOf(anyIds, ',')).toBe('must hold at least one ID');
		expect(complaintOf(anyIds, 5)).toBe('must be a list of IDs');
		expect(complaintOf(anyIds, [{}])).toBe('must be an ID');
	});
});

describe('A whole number', () => {
	const count = integer({ displayName: 'Count', minimum: 1, maximum: 80 });

	it('within its bounds is taken as number and as text', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 80 }), (value) => {
				expect(parse(count, value)).toBe(value);
				expect(parse(count, ` ${value} `)).toBe(value);
			}),
		);
	});

	it('is all that is taken', () => {
		fc.assert(
			fc.property(fc.anything(), (value) => {
				const parsed = count.parse.safeParse(value);
				if (!parsed.success) {
					expect(complaintOf(count, value)).toContain('must be a whole number from 1 to 80');
					return;
				}
				const number = Number(parsed.data);
				expect(Number.isInteger(number) && number >= 1 && number <= 80).toBe(true);
			}),
			{ numRuns: 1000 },
		);
	});

	it('without an upper bound says so', () => {
		const open = integer({ displayName: 'Count', minimum: 1 });
		for (const value of [0, -1, 1.5, NaN, Infinity, 'five', '']) {
			expect(complaintOf(open, value)).toBe('must be a whole number of at least 1');
		}
	});
});

describe('A JSON object', () => {
	const settings = jsonObject({ displayName: 'Settings' });

	it('is the same typed as text or given by an expression', () => {
		fc.assert(
			fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
				expect(parse(settings, JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)));
				expect(parse(settings, value)).toEqual(value);
			}),
		);
	});

	it('is all that is taken', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string(),
					fc.json(),
					fc.constantFrom('[1]', 'null', '5', '{"a":', 7, true, null),
					fc.array(fc.integer()),
				),
				(value) => {
					const parsed = settings.parse.safeParse(value);
					if (!parsed.success)
						expect(complaintOf(settings, value)).toContain('must be a JSON object');
					else {
						expect(typeof parsed.data).toBe('object');
						expect(parsed.data).not.toBeNull();
						expect(Array.isArray(parsed.data)).toBe(false);
					}
				},
			),
		);
	});

	it.each([
		['[1, 2]', 'an array'],
		['{"a": ', 'text that is not JSON'],
		['null', 'null'],
		['5', 'a number'],
	])('says what %s is instead', (value, got) => {
		expect(complaintOf(settings, value)).toBe(
			`must be a JSON object, e.g. {"key": "value"}; got ${got}`,
		);
	});
});

describe('Further fields', () => {
	const values = [
		{ name: 'One', value: 'one' },
		{ name: 'Two', value: 'two' },
	];

	it('a closed list takes its own values only, an open one any text', () => {
		const closed = choice({ displayName: 'Which', values });
		const open = choice({ displayName: 'Which', values, open: true });
		expect(parse(closed, 'two')).toBe('two');
		expect(complaintOf(closed, 'three')).toBe('must be one of: one, two; got "three"');
		expect(complaintOf(closed, 3)).toBe('must be one of: one, two');
		expect(parse(open, 'three')).toBe('three');
		expect(complaintOf(open, 3)).toBe('must be text');
	});

	it('a switch takes true and false, also as text', () => {
		const on = toggle({ displayName: 'On' });
		expect([true, 'true', false, 'false'].map((value) => parse(on, value))).toEqual([
			true,
			true,
			false,
			false,
		]);
		expect(complaintOf(on, 'yes')).toBe('must be true or false');
	});

	it('a text takes numbers from expressions, but no objects', () => {
		const name = text({ displayName: 'Name' });
		expect(parse(name, 12.5)).toBe('12.5');
		expect(complaintOf(name, { a: 1 })).toBe('must be text');
	});

	it('a file is named by a binary property', () => {
		const sheet = file({ displayName: 'File', maximumBytes: 10 });
		expect(sheet.required).toBe(true);
		expect(complaintOf(sheet, 5)).toBe('must be the name of a binary property');
	});

	it.each([undefined, null, '', '  \n', [], { __rl: true, mode: 'id', value: ' ' }])(
		'%j counts as left empty',
		(value) => {
			expect(isBlank(value)).toBe(true);
		},
	);

	it.each([0, false, 'a', [''], {}, { __rl: true, mode: 'id', value: 'a' }])(
		'%j counts as filled in',
		(value) => {
			expect(isBlank(value)).toBe(false);
		},
	);
});

describe('An amount', () => {
	const any = amount({ displayName: 'Amount' });
	const positive = amount({ displayName: 'Amount', positive: true });

	it('takes decimals, as numbers and as text, and no 0', () => {
		expect(parse(any, '-0.25')).toBe(-0.25);
		expect(parse(positive, 1.5)).toBe(1.5);
		for (const value of [0, '0', 'many', Infinity, NaN, null]) {
			expect(complaintOf(any, value)).toBe('must be a number other than 0');
			expect(complaintOf(positive, value)).toBe('must be a number above 0');
		}
		expect(complaintOf(positive, -1)).toBe('must be a number above 0');
	});
});

describe('A list of whole numbers', () => {
	const numbers = integerList({ displayName: 'Numbers' });

	it('takes text, an array and a single number', () => {
		expect(parse(numbers, ' 12, 15\n16 ')).toEqual([12, 15, 16]);
		expect(parse(numbers, ['12', 15])).toEqual([12, 15]);
		expect(parse(numbers, 12)).toEqual([12]);
	});

	it('says what is wrong', () => {
		for (const value of ['12, x', '1.5', [0], [-1], [{}]]) {
			expect(complaintOf(numbers, value)).toBe('must hold whole numbers above 0 only');
		}
		expect(complaintOf(numbers, { a: 1 })).toBe('must be a list of numbers');
		expect(complaintOf(numbers, ' , ')).toBe('must hold at least one number');
	});
});

describe('Web addresses', () => {
	const address = url({ displayName: 'URL' });
	const addresses = urlList({ displayName: 'URLs' });

	it('are http or https', () => {
		expect(parse(address, ' https://a.example/x y ')).toBe('https://a.example/x y');
		for (const value of ['ftp://a.example', 'a.example', 'javascript:alert(1)', 'https://']) {
			expect(complaintOf(address, value)).toMatch(/^must be a URL that starts with http/);
		}
		expect(complaintOf(address, 5)).toBe('must be a URL');
	});

	it('may hold commas in a list', () => {
		expect(parse(addresses, 'https://a.example/w_2,h_2/b.jpg,\nhttps://c.example')).toEqual([
			'https://a.example/w_2,h_2/b.jpg',
			'https://c.example',
		]);
		expect(parse(addresses, ['http://a.example'])).toEqual(['http://a.example']);
		expect(complaintOf(addresses, ['nowhere'])).toContain('got "nowhere"');
	});
});

describe('A JSON list', () => {
	const list = jsonList({ displayName: 'List' });

	it('takes text and arrays of objects', () => {
		expect(parse(list, '[{"a": 1}]')).toEqual([{ a: 1 }]);
		expect(parse(list, [{ a: 1 }])).toEqual([{ a: 1 }]);
	});

	it('says what is wrong, once', () => {
		const wanted = 'must be a JSON array of objects, e.g. [{"key": "value"}]; got';
		expect(complaintOf(list, '{}')).toBe(`${wanted} an object`);
		expect(complaintOf(list, '[1]')).toBe(`${wanted} an array`);
		expect(complaintOf(list, 'x')).toBe(`${wanted} text that is not JSON`);
	});
});

describe('A date', () => {
	const date = dateTime({ displayName: 'Date' });

	it('is sent as ISO 8601, in UTC unless it says otherwise', () => {
		expect(parse(date, '2026-01-15T09:30:00')).toBe('2026-01-15T09:30:00Z');
		expect(parse(date, ' 2026-01-15 09:30:00 ')).toBe('2026-01-15T09:30:00Z');
		expect(parse(date, '2026-01-15')).toBe('2026-01-15T00:00:00Z');
		expect(parse(date, '2026-01-15T09:30:00.5-05:00')).toBe('2026-01-15T09:30:00.5-05:00');
		expect(parse(date, new Date(0))).toBe('1970-01-01T00:00:00.000Z');
	});

	it('says what it has to look like', () => {
		for (const value of [
			'15.01.2026',
			'2026-02-30',
			'2026-13-01',
			'tomorrow',
			'2026-01-15T25:00',
		]) {
			expect(complaintOf(date, value)).toMatch(/^must be a date in ISO 8601, .*; got "/);
		}
		expect(complaintOf(date, 1768469400)).toMatch(/got a number$/);
		expect(complaintOf(date, [])).toMatch(/got an array$/);
		expect(complaintOf(date, new Date(NaN))).toMatch(/got null$/);
	});
});
