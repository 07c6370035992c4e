import { describe, expect, it } from '@jest/globals';

import { directivesOf, photos, withPhoto } from './photos';
import { oneField, product, review } from './support';

describe('The page may load pictures', () => {
	const sources = async (urls: string[]): Promise<string | undefined> => {
		const execution = await review({
			input: urls.map((picture, id) => ({ json: { id, picture, old: urls.at(-1) } })),
			parameters: oneField({ proposed: 'picture', current: 'old', kind: 'image' }),
		});
		return directivesOf(await execution.get()).get('img-src');
	};

	it('from where the items have theirs, and from nowhere else', async () => {
		expect(
			await sources([
				'https://a.example/1.jpg?x=1',
				'https://a.example/2.jpg',
				'http://b.example:8080/3.jpg, https://c.example/4.jpg',
				'https://user:secret@d.example/5.jpg',
			]),
		).toBe(
			"'self' data: https://a.example https://d.example http://b.example:8080 https://c.example",
		);
	});

	it('without items that have any from itself only', async () => {
		expect(directivesOf(await (await review()).get()).get('img-src')).toBe("'self' data:");
	});

	it.each([
		'https://a;sandbox/x.jpg',
		'https://b;form-action/x.jpg',
		'https://c,x/x.jpg',
		"https://'self'/x",
	])('from no host whose name would be a rule of its own: %s', async (url) => {
		expect(await sources(['https://a.example/1.jpg', url])).toBe("'self' data: https://a.example");
	});

	it('from anywhere when there are more places than a header can name', async () => {
		const many = Array.from({ length: 41 }, (_, n) => `https://s${n}.example/a.jpg`);
		expect((await sources(many.slice(0, 40)))?.split(' ')).toHaveLength(42);
		expect(await sources(many)).toBe("'self' data: https: http:");
	});
});

describe('A picture that comes with an item', () => {
	it('is sent as it is', async () => {
		const execution = await review({ input: await withPhoto(), parameters: photos });
		expect((await execution.get()).body).toContain('image=0.photo');
		const answer = await execution.get({ image: '0.photo' });
		expect(answer).toMatchObject({ status: 200, body: 'picture' });
		expect(answer.headers['content-type']).toBe('image/png');
	});

	it('is sent from the item itself, where n8n keeps files there', async () => {
		const photo = { data: Buffer.from('inline').toString('base64'), mimeType: 'image/webp' };
		const input = [{ ...product(0), binary: { photo } }];
		const execution = await review({ input, parameters: photos, binaryMode: 'default' });
		expect((await execution.get({ image: '0.photo' })).body).toBe('inline');
	});

	it.each(['image/svg+xml', 'text/html', 'application/pdf'])('is not sent as %s', async (type) => {
		const execution = await review({ input: await withPhoto(type), parameters: photos });
		expect(await execution.get({ image: '0.photo' })).toMatchObject({ status: 404, body: '' });
	});

	it('is not sent when no field shows it', async () => {
		const execution = await review({ input: await withPhoto() });
		expect(await execution.get({ image: '0.photo' })).toMatchObject({ status: 404, body: '' });
	});
});
