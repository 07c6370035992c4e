import { defineOperation } from '../../shared/operation';
import { importFilters, project } from './fields';
import { importFiltersReply, importPreviewReply, importStartedReply } from './replies';

const resource = 'import';

export const importOperations = [
	defineOperation({
		resource,
		operation: 'getFilters',
		name: 'Get Filters',
		action: 'Get import filters',
		description: 'Ask the linked shop by what its products can be filtered',
		request: { method: 'GET', path: '/api/v1/projects/{project_id}/import/filters' },
		path: { project_id: project },
		reply: importFiltersReply,
	}),
	defineOperation({
		resource,
		operation: 'preview',
		name: 'Preview',
		action: 'Preview import',
		description: 'Count the products that an import would bring. Nothing is imported.',
		request: { method: 'POST', path: '/api/v1/projects/{project_id}/import/preview' },
		path: { project_id: project },
		body: { filters: importFilters },
		reply: importPreviewReply,
	}),
	defineOperation({
		resource,
		operation: 'execute',
		name: 'Execute',
		action: 'Import products from store',
		description: 'Import the products of the linked shop in a background job',
		request: { method: 'POST', path: '/api/v1/projects/{project_id}/import/execute' },
		path: { project_id: project },
		body: { filters: importFilters },
		reply: importStartedReply,
		job: { idKey: 'job_id', kind: () => 'import' },
	}),
];
