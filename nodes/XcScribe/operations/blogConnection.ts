import { required, text, toggle, url, type Field } from '../../shared/fields';
import { defineOperation } from '../../shared/operation';
import { blogConnection } from './blogFields';
import {
	blogCategoryListReply,
	blogConnectionListReply,
	blogConnectionReply,
	blogConnectionTestReply,
} from './blogReplies';

const resource = 'blogConnection';

const PATH = '/api/v1/blog-connections/{connection_id}';

const name: Field = text({ displayName: 'Name', placeholder: 'e.g. Company blog' });

const siteUrl: Field = url({
	displayName: 'Site URL',
	description: 'Address of the WordPress site',
	placeholder: 'e.g. https://blog.example.com',
});

const username: Field = text({
	displayName: 'Username',
	description: 'WordPress user who publishes',
	placeholder: 'e.g. editor',
});

const appPassword: Field = text({
	displayName: 'Application Password',
	description: 'Application password of that WordPress user, made in the WordPress profile',
	password: true,
});

export const blogConnectionOperations = [
	defineOperation({
		resource,
		operation: 'getAll',
		name: 'Get Many',
		action: 'Get many blog connections',
		description: 'List the connections to WordPress sites',
		request: { method: 'GET', path: '/api/v1/blog-connections' },
		reply: blogConnectionListReply,
	}),
	defineOperation({
		resource,
		operation: 'create',
		name: 'Create',
		action: 'Create blog connection',
		description: 'Connect a WordPress site by user and application password',
		request: { method: 'POST', path: '/api/v1/blog-connections' },
		body: {
			name: required(name),
			site_url: required(siteUrl),
			username: required(username),
			app_password: required(appPassword),
		},
		reply: blogConnectionReply,
	}),
	defineOperation({
		resource,
		operation: 'get',
		name: 'Get',
		action: 'Get blog connection',
		description: 'Read a connection to a WordPress site',
		request: { method: 'GET', path: PATH },
		path: { connection_id: blogConnection },
		reply: blogConnectionReply,
	}),
	defineOperation({
		resource,
		operation: 'update',
		name: 'Update',
		action: 'Update blog connection',
		description: 'Change a connection to a WordPress site',
		request: { method: 'PATCH', path: PATH },
		path: { connection_id: blogConnection },
		body: {
			name,
			site_url: siteUrl,
			username,
			app_password: appPassword,
			is_active: toggle({
				displayName: 'Active',
				description: 'Whether the connection may be used',
				default: true,
			}),
		},
		reply: blogConnectionReply,
	}),
	defineOperation({
		resource,
		operation: 'test',
		name: 'Test',
		action: 'Test blog connection',
		description:
			'Call the live WordPress site and say whether it can be reached and accepts the user',
		request: { method: 'POST', path: `${PATH}/test` },
		path: { connection_id: blogConnection },
		reply: blogConnectionTestReply,
	}),
	defineOperation({
		resource,
		operation: 'getCategories',
		name: 'Get Categories',
		action: 'Get many blog categories',
		description: 'List the categories of a WordPress site, whose IDs blog posts take',
		request: { method: 'GET', path: `${PATH}/categories` },
		path: { connection_id: blogConnection },
		query: {
			refresh: toggle({
				displayName: 'Refresh',
				description: 'Whether to ask the WordPress site anew instead of taking the stored list',
			}),
		},
		reply: blogCategoryListReply,
	}),
	defineOperation({
		resource,
		operation: 'delete',
		name: 'Delete',
		action: 'Delete blog connection',
		description: 'Delete a connection to a WordPress site',
		request: { method: 'DELETE', path: PATH },
		path: { connection_id: blogConnection },
		reply: { kind: 'deleted' },
	}),
];
