import { describe, expect, it } from '@jest/globals';

import { toOptions } from '../../nodes/shared/loadOptions';

const EXPECTED = [
	{ name: 'English', value: 'en' },
	{ name: 'German', value: 'de' },
];

describe('Options from a list whose shape is not documented', () => {
	it.each<[string, unknown]>([
		[
			'objects with id and name',
			[
				{ id: 'de', name: 'German' },
				{ id: 'en', name: 'English' },
			],
		],
		[
			'objects with code and label',
			[
				{ code: 'de', label: 'German' },
				{ code: 'en', label: 'English' },
			],
		],
		[
			'a list below a key',
			{
				languages: [
					{ id: 'de', name: 'German' },
					{ id: 'en', name: 'English' },
				],
			},
		],
		['an object from ids to names', { de: 'German', en: 'English' }],
	])('are read from %s, in the order of their names', (_, body) => {
		expect(toOptions(body)).toEqual(EXPECTED);
	});

	it('are their own names when they are texts', () => {
		expect(toOptions(['modern', 'casual'])).toEqual([
			{ name: 'casual', value: 'casual' },
			{ name: 'modern', value: 'modern' },
		]);
	});

	it.each([undefined, null, 'text', 7, [], {}, [null, 3, {}]])('are none in %j', (body) => {
		expect(toOptions(body)).toEqual([]);
	});
});
