import { beforeEach, describe, expect, it } from '@jest/globals';

import { HOUR, stepClock, type SteppedClock } from '../steppedClock';
import type { WaitingAnswer } from '../waiting';
import { ChangedReview, without } from './brokenNodes';
import { directivesOf, photos, withPhoto } from './photos';
import { limitOf, review, send, sendForm } from './support';

let clock: SteppedClock;
beforeEach(() => {
	clock = stepClock();
});

const ORIGIN = { origin: 'https://evil.example' };
const code = { options: { accessCode: 'open sesame' } };
/** An answer of each kind, by its status, and whether it is a document. */
const kinds: Array<
	[name: string, status: number, document: boolean, ask: () => Promise<WaitingAnswer>]
> = [
	['the page', 200, true, async () => await (await review()).call({ headers: ORIGIN })],
	['a later part', 200, false, async () => await (await review()).get({ part: '0' })],
	[
		'a picture',
		200,
		false,
		async () => {
			const execution = await review({ input: await withPhoto(), parameters: photos });
			return await execution.get({ image: '0.photo' });
		},
	],
	[
		'a picture that is not shown',
		404,
		false,
		async () => await (await review()).get({ image: '0.x' }),
	],
	[
		'the stream',
		200,
		false,
		async () => {
			const answer = await (await review()).call({ query: { watch: '1' }, headers: ORIGIN });
			answer.disconnect();
			return answer;
		},
	],
	['the decisions', 200, true, async () => await send(await review(), { rest: 'approved' })],
	['a refused form', 422, true, async () => await send(await review(), {})],
	['another review', 409, true, async () => await sendForm(await review(), { review: 'x' })],
	[
		'a call when the time is up',
		410,
		true,
		async () => {
			const execution = await review({ parameters: limitOf('reject') });
			clock.pass(2 * HOUR);
			return await execution.get();
		},
	],
	[
		'a body that is no form',
		415,
		true,
		async () => await (await review()).post({ rest: 'approved' }),
	],
	[
		'the question for the code',
		200,
		true,
		async () => await (await review({ parameters: code })).get(),
	],
	[
		'a wrong code',
		403,
		true,
		async () => await sendForm(await review({ parameters: code }), { code: 'x' }),
	],
	[
		'the right code',
		303,
		false,
		async () => await sendForm(await review({ parameters: code }), { code: 'open sesame' }),
	],
	[
		'a form without the code',
		401,
		true,
		async () => await sendForm(await review({ parameters: code }), {}),
	],
	[
		'an n8n that is too old',
		501,
		true,
		async () => await (await review({ node: new ChangedReview(without('executeData')) })).get(),
	],
];

describe.each(kinds)('The answer with %s', (_, status, isDocument, ask) => {
	it('is for one reader, and tells other sites nothing', async () => {
		const answer = await ask();
		expect(answer.status).toBe(status);
		expect(answer.headers).toMatchObject({
			'cache-control': 'no-store',
			'referrer-policy': 'no-referrer',
			'x-robots-tag': 'noindex, nofollow',
			'x-content-type-options': 'nosniff',
			'x-frame-options': 'DENY',
			'cross-origin-opener-policy': 'same-origin',
			'cross-origin-resource-policy': 'same-origin',
		});
		const ofOtherSites = Object.keys(answer.headers).filter((name) => name.startsWith('access-'));
		expect(ofOtherSites).toEqual([]);
	});

	if (!isDocument) return;

	it('runs no script but its own, with a nonce that is new each time', async () => {
		const answers = [await ask(), await ask()];
		const nonces = answers.map((answer) => {
			const directives = directivesOf(answer);
			const [, nonce = ''] =
				/^'nonce-([\w+/]{22}==)'$/.exec(directives.get('script-src') ?? '') ?? [];
			expect(directives.get('default-src')).toBe("'none'");
			expect(directives.get('style-src')).toBe(`'nonce-${nonce}'`);
			expect(directives.get('base-uri')).toBe("'none'");
			expect(directives.get('form-action')).toBe("'self'");
			expect(directives.get('frame-ancestors')).toBe("'none'");
			expect(directives.get('connect-src')).toBe("'self'");
			expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
			const scripts = answer.body.match(/<script[^>]*>/g) ?? [];
			for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`);
			return nonce;
		});
		expect(new Set(nonces).size).toBe(2);
		expect(nonces).not.toContain('');
	});
});
