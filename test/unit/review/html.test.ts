import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { html, json, trusted } from '../../../nodes/ContentReview/page/html';

describe('html', () => {
	it('escapes every character that could leave a text or a quoted attribute', () => {
		expect(html`<p title="${`"'`}">${'<b>&`'}</p>`.toString()).toBe(
			'<p title="&quot;&#39;">&lt;b&gt;&amp;&#96;</p>',
		);
	});

	it('leaves nothing of a text that a parser could take for markup', () => {
		const unit = fc.constantFrom(
			'&',
			'<',
			'>',
			'"',
			"'",
			'`',
			'a',
			';',
			'#',
			'é',
			'\u0000',
			'\n',
			'\ud83d',
			'&amp;',
		);
		fc.assert(
			fc.property(fc.string({ unit }), (text) => {
				const written = html`${text}`.toString();
				expect(written).not.toMatch(/[<>"'`]/);
				expect(written.replace(/&(amp|lt|gt|quot|#39|#96);/g, '')).not.toContain('&');
			}),
		);
	});

	it('does not escape what it has made itself, alone or in lists', () => {
		const entries = ['a', '<b>'].map((entry) => html`<b>${entry}</b>`);
		expect(html`<p>${entries}${html`<i>${3}</i>`}</p>`.toString()).toBe(
			'<p><b>a</b><b>&lt;b&gt;</b><i>3</i></p>',
		);
	});

	it('writes nothing for what is not there', () => {
		expect(html`${undefined}${null}${false}${[]}${0}`.toString()).toBe('0');
	});

	it('takes the indentation out of the template and not out of the values', () => {
		const text = 'a\n\t\tb';
		const written = html`<ul>
			<li>${text}</li>
		</ul>`;
		expect(written.toString()).toBe('<ul>\n<li>a\n\t\tb</li>\n</ul>');
	});

	it('takes no object for its own', () => {
		// What a caller without types could pass.
		const forged = { toString: () => '<script>' };
		expect(() => {
			Reflect.apply(html, undefined, [['', ''], forged]);
		}).toThrow(TypeError);
	});
});

describe('json', () => {
	it('cannot end the script element that it stands in, and gives the value back', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				const written = json(value).toString();
				expect(written).not.toContain('<');
				expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(value)));
			}),
		);
		expect(json('</script><!--').toString()).toBe('"\\u003c/script>\\u003c!--"');
	});
});

describe('trusted', () => {
	it('passes our own assets on as they are', () => {
		expect(html`${trusted('a > b { content: "<" }')}`.toString()).toBe('a > b { content: "<" }');
	});
});
