import { jsonObject, required, text } from '../../shared/fields';
import { defineOperation } from '../../shared/operation';
import { inputFile, project, source } from './fields';
import { sourceListReply, sourceReply } from './replies';

const resource = 'source';

export const sourceOperations = [
	defineOperation({
		resource,
		operation: 'getAll',
		name: 'Get Many',
		action: 'Get many sources',
		description: 'List the data sources of a project',
		request: { method: 'GET', path: '/api/v1/projects/{project_id}/sources' },
		path: { project_id: project },
		reply: sourceListReply,
	}),
	defineOperation({
		resource,
		operation: 'detectColumns',
		name: 'Detect Columns',
		action: 'Detect columns of CSV file',
		description: 'Read the headers of a CSV file and propose a column mapping. Nothing is stored.',
		request: {
			method: 'POST',
			path: '/api/v1/projects/{project_id}/sources/detect-columns',
			body: 'multipart',
		},
		path: { project_id: project },
		body: { file: inputFile },
		reply: { kind: 'untyped' },
	}),
	defineOperation({
		resource,
		operation: 'uploadFile',
		name: 'Upload File',
		action: 'Upload file as source',
		description: 'Import a CSV or XML file: one content item for each product',
		request: {
			method: 'POST',
			path: '/api/v1/projects/{project_id}/sources/file',
			body: 'multipart',
			replyWithinMs: 300_000,
		},
		path: { project_id: project },
		body: {
			file: inputFile,
			column_mapping: jsonObject({
				displayName: 'Column Mapping (JSON)',
				description:
					'Which column holds what, as Detect Columns proposes it. Detected by XC Scribe when it is left out.',
			}),
		},
		reply: sourceReply,
	}),
	defineOperation({
		resource,
		operation: 'createManual',
		name: 'Create Manual',
		action: 'Create manual source',
		description: 'Create an empty data source',
		request: {
			method: 'POST',
			path: '/api/v1/projects/{project_id}/sources/manual',
			body: 'form',
		},
		path: { project_id: project },
		body: { name: text({ displayName: 'Name', default: 'Manual Entry' }) },
		reply: sourceReply,
	}),
	defineOperation({
		resource,
		operation: 'delete',
		name: 'Delete',
		action: 'Delete source',
		description: 'Delete a data source together with its content items',
		request: { method: 'DELETE', path: '/api/v1/projects/{project_id}/sources/{source_id}' },
		path: { project_id: project, source_id: required(source) },
		reply: { kind: 'deleted' },
	}),
	defineOperation({
		resource,
		operation: 'exportCsv',
		name: 'Export CSV',
		action: 'Export source as CSV',
		description: 'Download an uploaded file with the generated texts merged in',
		request: { method: 'GET', path: '/api/v1/projects/{project_id}/sources/{source_id}/export' },
		path: { project_id: project, source_id: required(source) },
		reply: { kind: 'file', name: 'source.csv', mimeType: 'text/csv' },
	}),
];
