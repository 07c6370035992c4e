import { id } from '../../shared/fields';
import { defineOperation } from '../../shared/operation';
import { DOWNLOAD, withTextId } from './fields';
import { jobReply } from './replies';

export const jobOperations = [
	defineOperation({
		resource: 'job',
		operation: 'get',
		name: 'Get',
		action: 'Get job',
		description:
			'Read the state of a job and, when it is COMPLETED, the web address of its image. A job that did not succeed has the state ERROR.',
		request: { method: 'GET', path: '/api/job/{job_id}' },
		path: {
			job_id: id({
				displayName: 'Job ID',
				description: 'ID of the job, as the call that started it returned it',
				placeholder: 'e.g. 22292',
				required: true,
			}),
		},
		reply: jobReply,
		finishRow: withTextId,
		download: DOWNLOAD,
	}),
];
