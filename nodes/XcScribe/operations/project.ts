import { jsonObject, text, toggle } from '../../shared/fields';
import { defineOperation } from '../../shared/operation';
import { UNCONFIRMED_PATHS } from '../unconfirmedRoutes';
import { platform, project, storeConnection } from './fields';
import { projectListReply, projectReply } from './replies';

const resource = 'project';

export const projectOperations = [
	defineOperation({
		resource,
		operation: 'getAll',
		name: 'Get Many',
		action: 'Get many projects',
		description: 'List the projects with their item counts',
		request: { method: 'GET', path: '/api/v1/projects' },
		query: {
			include_deleted: toggle({
				displayName: 'Include Deleted',
				description: 'Whether to list projects in the trash, too',
			}),
		},
		reply: projectListReply,
	}),
	defineOperation({
		resource,
		operation: 'create',
		name: 'Create',
		action: 'Create project',
		description: 'Create a project, which starts as a draft',
		request: { method: 'POST', path: '/api/v1/projects', body: 'form' },
		body: {
			name: text({
				displayName: 'Name',
				placeholder: 'e.g. Spring catalogue',
				required: true,
			}),
			platform,
		},
		reply: projectReply,
	}),
	defineOperation({
		resource,
		operation: 'get',
		name: 'Get',
		action: 'Get project',
		description: 'Read a project with its item counts by status',
		request: { method: 'GET', path: '/api/v1/projects/{project_id}' },
		path: { project_id: project },
		reply: projectReply,
	}),
	defineOperation({
		resource,
		operation: 'update',
		name: 'Update',
		action: 'Update project',
		description: 'Change the name, settings or store connection of a project',
		request: { method: 'PATCH', path: '/api/v1/projects/{project_id}' },
		path: { project_id: project },
		body: {
			name: text({ displayName: 'Name', placeholder: 'e.g. Spring catalogue' }),
			settings: jsonObject({
				displayName: 'Settings (JSON)',
				description: 'Settings of the project, e.g. the base URL of its media',
			}),
			store_connection_id: storeConnection,
		},
		reply: projectReply,
	}),
	defineOperation({
		resource,
		operation: 'restore',
		name: 'Restore',
		action: 'Restore project',
		description: 'Take a deleted project out of the trash',
		request: { method: 'POST', path: '/api/v1/projects/{project_id}/restore' },
		path: { project_id: project },
		reply: projectReply,
	}),
	defineOperation({
		resource,
		operation: 'truncate',
		name: 'Truncate',
		action: 'Truncate project',
		description: 'Remove every item and data source of a project and keep its settings',
		request: { method: 'POST', path: '/api/v1/projects/{project_id}/truncate' },
		path: { project_id: project },
		confirm: 'all items, texts and data sources of the project are removed',
		reply: { kind: 'untyped' },
	}),
	defineOperation({
		resource,
		operation: 'softDelete',
		name: 'Delete',
		action: 'Delete project',
		description: 'Move a project to the trash, from where it can be restored',
		request: { method: 'DELETE', path: '/api/v1/projects/{project_id}' },
		path: { project_id: project },
		reply: { kind: 'deleted' },
	}),
	defineOperation({
		resource,
		operation: 'deletePermanently',
		name: 'Delete Permanently',
		action: 'Delete project permanently',
		description: 'Delete a project with all its items and texts',
		request: { method: 'DELETE', path: UNCONFIRMED_PATHS.project.deletePermanently },
		path: { project_id: project },
		confirm: 'the project is deleted with all its items and texts',
		reply: { kind: 'deleted' },
	}),
];
