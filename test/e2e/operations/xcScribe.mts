import { demoApiKey } from '../../../sandbox/xcScribe/accounts.mts';
import { xcScribeAccount } from '../support.mts';
import {
	byId,
	callsOf,
	download,
	from,
	idsFrom,
	nodeType,
	type Life,
	type Step,
} from './steps.mts';
import { administrationSteps, ADMINISTRATOR } from './xcScribeAdmin.mts';

const call = callsOf('xcScribe');

const project = { projectId: byId(from('Create Project', 'id')) };
const connection = { connectionId: byId(from('Create Store Connection', 'id')) };
const item = { ...project, itemId: byId(from('List Items', 'id')) };
const post = { ...project, postId: byId(from('Create Blog Post', 'id')) };
const blog = { connectionId: byId(from('Create Blog Connection', 'id')) };
const template = { templateId: byId(from('Create Blog Template', 'id')) };
const photoKey = { keyId: byId(from('Create Photo Key', 'id')) };

const FIRST_TWO = idsFrom('List Items', 0, 2);
const NEXT_TWO = idsFrom('List Items', 2, 4);

const texts = (itemIds: string): object => ({
	contentType: 'product_description',
	additionalFields: { language: 'de', itemIds },
});

const prepareProject = (url: string): Step[] => [
	call('Get AI Providers', 'config.getAiProviders'),
	call('Get Platforms', 'config.getPlatforms'),
	call('Get Content Types', 'config.getContentTypes'),
	call('Get Languages', 'config.getLanguages'),
	call('Get Tones', 'config.getTones'),
	call('Create Store Connection', 'storeConnection.create', {
		name: 'Alpenglow',
		platform: 'woocommerce',
		baseUrl: `${url}/shop`,
		additionalFields: { consumerKey: 'ck_e2e', consumerSecret: 'cs_e2e' },
	}),
	call('Get Store Connection', 'storeConnection.get', connection),
	call('Update Store Connection', 'storeConnection.update', {
		...connection,
		updateFields: { name: 'Alpenglow Shop' },
	}),
	call('Test Store Connection', 'storeConnection.test', connection),
	call('List Store Connections', 'storeConnection.getAll', { returnAll: true }),
	call('Create Project', 'project.create', { name: 'Every operation', platform: 'woocommerce' }),
	call('Update Project', 'project.update', {
		...project,
		updateFields: {
			name: 'Every operation of XC Scribe',
			storeConnectionId: byId(from('Create Store Connection', 'id')),
		},
	}),
	call('Get Project', 'project.get', project),
	call('List Projects', 'project.getAll', { returnAll: true }),
];

const bringProducts = (url: string): Step[] => [
	call('Get Import Filters', 'import.getFilters', project),
	call('Preview Import', 'import.preview', { ...project, filters: '{"types": ["simple"]}' }),
	call('Import Products', 'import.execute', { ...project, filters: '{"types": ["simple"]}' }),
	download('Download Catalogue', `${url}/shop/catalogue.csv`),
	call('Detect Columns', 'source.detectColumns', project),
	download('Download Catalogue Again', `${url}/shop/catalogue.csv`),
	call('Upload File', 'source.uploadFile', project),
	call('Create Manual Source', 'source.createManual', {
		...project,
		additionalFields: { name: 'By hand' },
	}),
	call('List Sources', 'source.getAll', { ...project, returnAll: true }),
	call('Delete Source', 'source.delete', {
		...project,
		sourceId: byId(from('Create Manual Source', 'id')),
	}),
	call('List Items', 'item.getAll', {
		...project,
		limit: 10,
		filters: { sourceId: byId(from('Upload File', 'id')) },
	}),
	call('Exclude Items', 'item.exclude', { ...project, itemIds: FIRST_TWO }),
	call('Restore Items', 'item.restore', { ...project, itemIds: FIRST_TWO }),
];

const writeTexts: Step[] = [
	call('Generate', 'content.generate', { ...project, ...texts(FIRST_TWO) }),
	call('Generate As Stream', 'content.generateStream', { ...project, ...texts(NEXT_TWO) }),
	call('Reject Items', 'item.updateBatch', { ...project, itemIds: FIRST_TWO, status: 'rejected' }),
	call('Regenerate Rejected', 'content.regenerateRejected', { ...project, ...texts(FIRST_TWO) }),
	call('Reject Other Items', 'item.updateBatch', {
		...project,
		itemIds: NEXT_TWO,
		status: 'rejected',
	}),
	call('Regenerate Rejected As Stream', 'content.regenerateRejectedStream', {
		...project,
		...texts(NEXT_TWO),
	}),
	call('Regenerate All', 'content.regenerate', { ...project, ...texts(FIRST_TWO), confirm: true }),
	call('Regenerate All As Stream', 'content.regenerateStream', {
		...project,
		...texts(FIRST_TWO),
		confirm: true,
	}),
	call('Regenerate Item', 'item.regenerate', {
		...item,
		contentType: 'product_description',
		additionalFields: { language: 'tr' },
	}),
	call('Create Generation Job', 'job.create', {
		...project,
		jobType: 'generation',
		specifyPayload: 'fields',
		...texts(NEXT_TWO),
	}),
	call('Create Job To Cancel', 'job.create', {
		...project,
		jobType: 'generation',
		specifyPayload: 'json',
		payload: '{"content_type": "product_description"}',
		waitForCompletion: false,
	}),
	call('Cancel Job', 'job.cancel', { jobId: byId(from('Create Job To Cancel', 'job_id')) }),
	call('Get Job', 'job.get', { jobId: byId(from('Create Job To Cancel', 'job_id')) }),
	call('List Jobs', 'job.getAll', { ...project, returnAll: true }),
];

const bringToShop: Step[] = [
	call('Approve Item', 'item.update', {
		...item,
		updateFields: { status: 'approved', metadata: '{"checked_by": "e2e"}' },
	}),
	call('Export Texts', 'content.exportCsv', project),
	call('Sync Item', 'sync.syncItem', item),
	call('Approve Items', 'item.updateBatch', {
		...project,
		itemIds: NEXT_TWO,
		status: 'approved',
	}),
	call('Sync As Stream', 'sync.syncStream', {
		...project,
		additionalFields: { mode: 'selected', itemIds: idsFrom('List Items', 2, 3) },
	}),
	call('Sync All', 'sync.syncAll', project),
	call('Read History', 'sync.getHistory', { ...item, returnAll: true }),
	call('Export Source', 'source.exportCsv', {
		...project,
		sourceId: byId(from('Upload File', 'id')),
	}),
];

const prepareBlog = (url: string): Step[] => [
	call('Create Blog Connection', 'blogConnection.create', {
		name: 'Journal',
		siteUrl: `${url}/xc-scribe/blog`,
		username: 'editor',
		appPassword: 'abcd EFGH ijkl MNOP qrst UVWX',
	}),
	call('Get Blog Connection', 'blogConnection.get', blog),
	call('Update Blog Connection', 'blogConnection.update', {
		...blog,
		updateFields: { name: 'Alpenglow Journal' },
	}),
	call('Test Blog Connection', 'blogConnection.test', blog),
	call('Get Blog Categories', 'blogConnection.getCategories', { ...blog, returnAll: true }),
	call('List Blog Connections', 'blogConnection.getAll', { returnAll: true }),
	call('Create Tone', 'tone.createCustom', {
		id: 'e2e-warm',
		name: 'Warm',
		systemPrompt: 'Write warmly.',
	}),
	call('List Tones', 'tone.getCustom', { returnAll: true }),
	call('Create Blog Template', 'blogTemplate.create', {
		name: 'Guide',
		additionalFields: { tone: from('Create Tone', 'id'), structure: '{"sections": ["Why"]}' },
	}),
	call('Get Blog Template', 'blogTemplate.get', template),
	call('Update Blog Template', 'blogTemplate.update', {
		...template,
		updateFields: { description: 'How to choose' },
	}),
	call('List Blog Templates', 'blogTemplate.getAll', { returnAll: true }),
	call('Create Photo Key', 'stockPhotoKey.create', { provider: 'pexels', apiKey: 'e2e' }),
	call('Update Photo Key', 'stockPhotoKey.update', {
		...photoKey,
		updateFields: { isActive: true },
	}),
	call('List Photo Keys', 'stockPhotoKey.getAll', { returnAll: true }),
	call('Search Photos', 'stockPhoto.search', { q: 'enamel mug', limit: 3 }),
];

const writeBlog: Step[] = [
	call('Create Blog Post', 'blogPost.create', {
		...project,
		postType: 'general',
		topic: 'How to choose an enamel mug',
		additionalFields: {
			templateId: byId(from('Create Blog Template', 'id')),
			wpCategoryIds: from('Get Blog Categories', 'id'),
		},
	}),
	call('Regenerate Blog Post', 'blogPost.regenerate', post),
	call('Get Blog Post', 'blogPost.get', post),
	call('Update Blog Post', 'blogPost.update', {
		...post,
		updateFields: { excerpt: 'What to look for in a mug' },
	}),
	call('Get SEO Score', 'blogPost.getSeoScore', { ...post, focusKeyword: 'mug' }),
	call('Add Stock Photo', 'blogImage.addFromStock', {
		...post,
		photoUrl: from('Search Photos', 'src.original'),
		additionalFields: { photographer: from('Search Photos', 'photographer') },
	}),
	download('Download Photo', from('Search Photos', 'src.tiny')),
	call('Upload Image', 'blogImage.upload', { ...post, additionalFields: { altText: 'A mug' } }),
	call('Generate Image', 'blogImage.generate', {
		...post,
		prompt: 'A mug at a camp fire',
		additionalFields: { size: '64x64' },
	}),
	call('List Images', 'blogImage.getAll', { ...post, returnAll: true }),
	call('Delete Image', 'blogImage.delete', { ...post, imageId: byId(from('Upload Image', 'id')) }),
	call('Schedule Blog Post', 'blogPost.schedule', {
		...post,
		scheduledAt: '={{ $now.plus({ days: 1 }) }}',
	}),
	call('Unschedule Blog Post', 'blogPost.unschedule', post),
	call('Publish Blog Post', 'blogPost.publish', { ...post, ...blog }),
	call('List Blog Posts', 'blogPost.getAll', { ...project, returnAll: true }),
	call('Get Blog Analytics', 'blogPost.getAnalytics', project),
	call('Unpublish Blog Post', 'blogPost.unpublish', post),
];

/** The plugin endpoints, by the API key. */
const usePlugin: Step[] = [
	call('Get Plugin Status', 'plugin.getStatus'),
	call('Generate Description', 'plugin.generateDescription', {
		source: 'woocommerce',
		productTitle: 'Enamel mug',
		additionalFields: { productAttributes: '{"Colour": "Cream"}' },
	}),
	call('Generate Blog In Background', 'plugin.generateBlogAsync', {
		source: 'wordpress',
		topic: 'Mugs',
		waitForCompletion: false,
	}),
	call('Generate Description In Background', 'plugin.generateDescriptionAsync', {
		source: 'shopify',
		productTitle: 'Enamel mug',
	}),
	call('Get Generation', 'plugin.getGeneration', {
		generationId: from('Generate Blog In Background', 'generation_id'),
	}),
];

const tidyUp: Step[] = [
	call('Delete Blog Post', 'blogPost.delete', post),
	call('Delete Blog Template', 'blogTemplate.delete', template),
	call('Delete Tone', 'tone.deleteCustom', { toneId: byId(from('Create Tone', 'id')) }),
	call('Delete Photo Key', 'stockPhotoKey.delete', photoKey),
	call('Delete Blog Connection', 'blogConnection.delete', blog),
	call('Delete Store Connection', 'storeConnection.delete', connection),
	call('Truncate Project', 'project.truncate', { ...project, confirm: true }),
	call('Delete Project', 'project.softDelete', project),
	call('Restore Project', 'project.restore', project),
	call('Delete Project Permanently', 'project.deletePermanently', { ...project, confirm: true }),
];

export const xcScribeLife: Life = {
	provider: 'xcScribe',
	operations: 136,
	nodes: [nodeType('xcScribe'), nodeType('xcScribeAdmin')],
	credentials: (sandbox) => ({
		xcScribeApi: xcScribeAccount(sandbox, { email: ADMINISTRATOR }),
		xcScribePluginApi: { apiKey: demoApiKey, baseUrl: `${sandbox.url}/xc-scribe` },
	}),
	steps: (url) => [
		...prepareProject(url),
		...bringProducts(url),
		...writeTexts,
		...bringToShop,
		...prepareBlog(url),
		...writeBlog,
		...usePlugin,
		...tidyUp,
		...administrationSteps(url),
	],
};
