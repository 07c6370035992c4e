import { locator, required, text, url, type Field } from '../../shared/fields';
import { defineOperation, type Fields } from '../../shared/operation';
import { toText } from '../../shared/values';
import { blogPost } from './blogFields';
import { blogImageListReply, blogImageReply } from './blogReplies';
import { inputFile, project } from './fields';

const resource = 'blogImage';

const PATH = '/api/v1/projects/{project_id}/blog-posts/{post_id}/images';

/** A picture takes some time to be painted, or to be fetched and cut to size. */
const IMAGE_MS = 3 * 60_000;

const post: Fields = { project_id: project, post_id: blogPost };

const image: Field = locator({
	displayName: 'Image',
	description: 'The image of the blog post',
	required: true,
	source: {
		method: 'searchBlogImages',
		path: PATH,
		entry: ({ id, alt_text: alt, s3_key: key, source }) => ({
			name: `${toText(alt) || toText(key)} (${toText(source)})`,
			value: toText(id),
		}),
	},
});

const altText: Field = text({
	displayName: 'Alternative Text',
	description: 'What the image shows, for people who cannot see it',
	placeholder: 'e.g. Red running shoes on a track',
});

export const blogImageOperations = [
	defineOperation({
		resource,
		operation: 'getAll',
		name: 'Get Many',
		action: 'Get many blog images',
		description: 'List the images of a blog post',
		request: { method: 'GET', path: PATH },
		path: post,
		reply: blogImageListReply,
	}),
	defineOperation({
		resource,
		operation: 'addFromStock',
		name: 'Add From Stock',
		action: 'Add stock photo to blog post',
		description: 'Copy a stock photo into a blog post, e.g. one that Search of Stock Photo found',
		request: { method: 'POST', path: `${PATH}/from-stock`, replyWithinMs: IMAGE_MS },
		path: post,
		body: {
			photo_url: required(
				url({
					displayName: 'Photo URL',
					description: 'Address of the photo file, e.g. src.original of a found photo',
					placeholder: 'e.g. https://images.pexels.com/photos/1181244/original.jpeg',
				}),
			),
			alt_text: altText,
			photographer: text({
				displayName: 'Photographer',
				description: 'Whom to credit',
				placeholder: 'e.g. Jane Example',
			}),
			original_url: url({
				displayName: 'Original URL',
				description: 'Page of the photo at the stock photo service',
				placeholder: 'e.g. https://www.pexels.com/photo/1181244/',
			}),
		},
		reply: blogImageReply,
	}),
	defineOperation({
		resource,
		operation: 'upload',
		name: 'Upload',
		action: 'Upload image to blog post',
		description: 'Add an image file to a blog post',
		request: {
			method: 'POST',
			path: `${PATH}/upload`,
			body: 'multipart',
			replyWithinMs: IMAGE_MS,
		},
		path: post,
		query: { alt_text: altText },
		body: { file: inputFile },
		reply: blogImageReply,
	}),
	defineOperation({
		resource,
		operation: 'generate',
		name: 'Generate',
		action: 'Generate image for blog post',
		description:
			'Paint an image with AI, add it to a blog post and wait for it. May spend XCT: XC Scribe does not state the price.',
		request: { method: 'POST', path: `${PATH}/ai-generate`, replyWithinMs: IMAGE_MS },
		path: post,
		body: {
			prompt: text({
				displayName: 'Prompt',
				description: 'What the image has to show',
				placeholder: 'e.g. Running shoes on a forest trail at dawn',
				rows: 4,
				required: true,
			}),
			size: text({
				displayName: 'Size',
				description: 'Width and height in pixels',
				default: '1024x1024',
			}),
			quality: text({
				displayName: 'Quality',
				description: 'Quality of the image',
				default: 'standard',
			}),
			style: text({
				displayName: 'Style',
				description: 'Style of the image',
				default: 'natural',
			}),
		},
		reply: blogImageReply,
	}),
	defineOperation({
		resource,
		operation: 'delete',
		name: 'Delete',
		action: 'Delete blog image',
		description: 'Delete an image of a blog post together with its files',
		request: { method: 'DELETE', path: `${PATH}/{image_id}` },
		path: { ...post, image_id: image },
		reply: { kind: 'deleted' },
	}),
];
