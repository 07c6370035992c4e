import { choice } from '../../shared/fields';
import { defineOperation } from '../../shared/operation';
import { JOB_PATH, jobId } from './fields';
import { JOB_ACTIONS } from './knownValues';
import { jobControlReply, jobReply } from './replies';

const resource = 'job';

export const jobOperations = [
	defineOperation({
		resource,
		operation: 'get',
		name: 'Get',
		action: 'Get job',
		description:
			'Read the state and the progress of a job. A completed job may hold products that did not succeed: see progress.failed_products.',
		request: { method: 'GET', path: `${JOB_PATH}/status` },
		path: { jobId },
		reply: jobReply,
	}),
	defineOperation({
		resource,
		operation: 'control',
		name: 'Control',
		action: 'Control job',
		description: 'Pause, resume or cancel a job',
		// Cypien refuses to pause a job that is paused: sent again after it was carried out, it would look like a refusal.
		request: { method: 'PUT', path: `${JOB_PATH}/control`, effect: 'creates' },
		path: { jobId },
		body: {
			action: choice({
				displayName: 'Action',
				description: 'What to do with the job',
				values: JOB_ACTIONS,
				required: true,
			}),
		},
		reply: jobControlReply,
	}),
];
