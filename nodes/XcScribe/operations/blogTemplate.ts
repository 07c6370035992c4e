import { jsonObject, required, text, toggle, type Field } from '../../shared/fields';
import { defineOperation, type Fields } from '../../shared/operation';
import { blogTemplate } from './blogFields';
import { blogTemplateListReply, blogTemplateReply } from './blogReplies';
import { customInstructions, tone } from './fields';

const resource = 'blogTemplate';

const PATH = '/api/v1/blog-templates/{template_id}';

const template: Field = required(blogTemplate);

const name: Field = text({ displayName: 'Name', placeholder: 'e.g. Buying guide' });

const contents: Fields = {
	description: text({
		displayName: 'Description',
		description: 'What the template is for',
		placeholder: 'e.g. Long buying guide with a table',
	}),
	tone,
	structure: jsonObject({
		displayName: 'Structure (JSON)',
		description: 'Outline of the blog posts',
	}),
	custom_instructions: customInstructions,
	is_default: toggle({
		displayName: 'Default',
		description: 'Whether blog posts use this template when none is chosen',
	}),
};

export const blogTemplateOperations = [
	defineOperation({
		resource,
		operation: 'getAll',
		name: 'Get Many',
		action: 'Get many blog templates',
		description: 'List the templates for blog posts',
		request: { method: 'GET', path: '/api/v1/blog-templates' },
		reply: blogTemplateListReply,
	}),
	defineOperation({
		resource,
		operation: 'create',
		name: 'Create',
		action: 'Create blog template',
		description: 'Create a template for blog posts: tone, outline and instructions',
		request: { method: 'POST', path: '/api/v1/blog-templates' },
		body: { name: required(name), ...contents },
		reply: blogTemplateReply,
	}),
	defineOperation({
		resource,
		operation: 'get',
		name: 'Get',
		action: 'Get blog template',
		description: 'Read a template for blog posts',
		request: { method: 'GET', path: PATH },
		path: { template_id: template },
		reply: blogTemplateReply,
	}),
	defineOperation({
		resource,
		operation: 'update',
		name: 'Update',
		action: 'Update blog template',
		description: 'Change a template for blog posts. Posts that exist do not change.',
		request: { method: 'PATCH', path: PATH },
		path: { template_id: template },
		body: { name, ...contents },
		reply: blogTemplateReply,
	}),
	defineOperation({
		resource,
		operation: 'delete',
		name: 'Delete',
		action: 'Delete blog template',
		description: 'Delete a template for blog posts',
		request: { method: 'DELETE', path: PATH },
		path: { template_id: template },
		reply: { kind: 'deleted' },
	}),
];
