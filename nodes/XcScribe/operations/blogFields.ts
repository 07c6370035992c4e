import { integerList, locator, type Field } from '../../shared/fields';
import { toText } from '../../shared/values';

/** What several resources of XC Scribe's blog ask for. */

export const blogPost: Field = locator({
	displayName: 'Blog Post',
	description: 'The blog post of the project',
	required: true,
	source: {
		method: 'searchBlogPosts',
		path: '/api/v1/projects/{project_id}/blog-posts',
		entry: ({ id, title, topic, status }) => ({
			name: `${toText(title) || toText(topic)} (${toText(status)})`,
			value: toText(id),
		}),
	},
});

export const blogConnection: Field = locator({
	displayName: 'Blog Connection',
	description: 'The connection to a WordPress site',
	required: true,
	source: {
		method: 'searchBlogConnections',
		path: '/api/v1/blog-connections',
		entry: ({ id, name, site_url: url }) => ({
			name: `${toText(name)} (${toText(url)})`,
			value: toText(id),
		}),
	},
});

export const blogTemplate: Field = locator({
	displayName: 'Blog Template',
	description: 'The template for blog posts',
	source: {
		method: 'searchBlogTemplates',
		path: '/api/v1/blog-templates',
		entry: ({ id, name, tone }) => ({
			name: toText(tone) === '' ? toText(name) : `${toText(name)} (${toText(tone)})`,
			value: toText(id),
		}),
	},
});

export const categoryIds: Field = integerList({
	displayName: 'WordPress Category IDs',
	description:
		'IDs of WordPress categories as Get Categories of Blog Connection lists them, separated by commas, or an array from an expression',
	placeholder: 'e.g. 12, 15',
});
