import { stripHtml } from '../writing/html.mts';
import type { BlogPost } from './blogRecords.mts';

const TITLE_CHARS = [20, 65] as const;
const EXCERPT_CHARS = [50, 160] as const;
const MIN_WORDS = 120;

/** A score of 0 to 100 with the checks that it comes from, and advice for those that failed. */
export function scoreSeo(post: BlogPost, keyword: string | undefined): Record<string, unknown> {
	const focus = keyword ?? textOf(post.seoMeta['focus_keyword']) ?? post.topic;
	const text = stripHtml(post.content);
	const words = text.split(' ').filter((word) => word !== '').length;
	const mentions = (where: string) => focus !== null && contains(where, focus);
	const checks = [
		check('title_length', within(post.title, TITLE_CHARS), 'Use 20 to 65 characters in the title'),
		check(
			'excerpt_length',
			within(post.excerpt, EXCERPT_CHARS),
			'Write an excerpt of 50 to 160 characters',
		),
		check('content_length', words >= MIN_WORDS, `Write at least ${MIN_WORDS} words`),
		check('subheadings', /<h2>/.test(post.content), 'Structure the post with subheadings'),
		check('images', /<img /.test(post.content) || post.featuredImageUrl !== null, 'Add an image'),
		check('keyword_in_title', mentions(post.title), 'Use the focus keyword in the title'),
		check('keyword_in_content', mentions(text), 'Use the focus keyword in the content'),
	];
	const failed = checks.filter((one) => !one.passed);
	return {
		score: Math.round(((checks.length - failed.length) / checks.length) * 100),
		focus_keyword: focus,
		word_count: words,
		checks: checks.map(({ id, passed }) => ({ id, passed })),
		recommendations: failed.map((one) => one.advice),
	};
}

function check(id: string, passed: boolean, advice: string) {
	return { id, passed, advice };
}

function within(text: string, [least, most]: readonly [number, number]): boolean {
	return text.length >= least && text.length <= most;
}

function contains(text: string, part: string): boolean {
	return text.toLowerCase().includes(part.toLowerCase());
}

function textOf(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}
