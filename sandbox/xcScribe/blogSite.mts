import type { Environment } from '../provider.mts';
import type { BlogCategory, BlogConnection } from './blogRecords.mts';

/** States of WordPress that a post can be given. */
export const wordPressStatuses = ['publish', 'draft', 'pending', 'private'] as const;
export type WordPressStatus = (typeof wordPressStatuses)[number];

export interface SitePost {
	id: number;
	slug: string;
	title: string;
	content: string;
	status: WordPressStatus;
	categoryIds: number[];
	/** How often its page was opened. */
	views: number;
}

const siteCategories: BlogCategory[] = [
	{ id: 1, name: 'Uncategorized', slug: 'uncategorized', parent: 0 },
	{ id: 12, name: 'Guides', slug: 'guides', parent: 0 },
	{ id: 14, name: 'Kitchen guides', slug: 'kitchen-guides', parent: 12 },
	{ id: 17, name: 'News', slug: 'news', parent: 0 },
];

const FIRST_POST_ID = 101;

/** The simulated WordPress blog. */
export class BlogSite {
	readonly name = 'Alpenglow Journal (simulated)';
	readonly categories: readonly BlogCategory[] = siteCategories;
	#posts = new Map<number, SitePost>();

	reset(): void {
		this.#posts.clear();
	}

	find(id: number | null): SitePost | undefined {
		return id === null ? undefined : this.#posts.get(id);
	}

	findBySlug(slug: string): SitePost | undefined {
		return [...this.#posts.values()].find((post) => post.slug === slug);
	}

	/** What the public sees, newest first. */
	published(): SitePost[] {
		return [...this.#posts.values()].reverse().filter((post) => post.status === 'publish');
	}

	countIn(categoryId: number): number {
		return this.published().filter((post) => post.categoryIds.includes(categoryId)).length;
	}

	/** Writes a post anew, or over the one with this id. A slug that is taken gets a number. */
	write(id: number | null, post: Omit<SitePost, 'id' | 'views'>): SitePost {
		const existing = this.find(id);
		const written: SitePost = {
			...post,
			id: existing?.id ?? FIRST_POST_ID + this.#posts.size,
			views: existing?.views ?? 0,
		};
		for (let number = 2; this.#isTaken(written); number += 1)
			written.slug = `${post.slug}-${number}`;
		this.#posts.set(written.id, written);
		return written;
	}

	#isTaken(post: SitePost): boolean {
		const holder = this.findBySlug(post.slug);
		return holder !== undefined && holder.id !== post.id;
	}
}

/** Where the simulated blog can be reached. */
export function blogUrl(environment: Environment): string {
	return `${environment.origin}/xc-scribe/blog`;
}

/**
 * Throws with the blog's answer when `connection` does not open the simulated blog. Only this one
 * exists here: the sandbox never calls a real host.
 */
export function checkBlogConnection(connection: BlogConnection, environment: Environment): void {
	if (!connection.isActive) throw new Error('The connection is not active');
	if (connection.siteUrl.replace(/\/+$/, '') !== blogUrl(environment)) {
		throw new Error(`Could not reach ${connection.siteUrl}`);
	}
	if (!/^[a-z\d]{24}$/i.test(connection.appPassword.replace(/\s/g, ''))) {
		throw new Error('The application password is invalid');
	}
}
