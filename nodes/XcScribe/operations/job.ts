import { choice, formOnly, jsonObject, required, shownWhen } from '../../shared/fields';
import { defineOperation, within } from '../../shared/operation';
import { toText } from '../../shared/values';
import { generationSettings, job, project, projectOfJob } from './fields';
import { JOB_STATUSES, JOB_TYPES } from './knownValues';
import { jobListReply, jobReply, jobStartedReply } from './replies';
import { syncSettings } from './sync';

const resource = 'job';

export const jobOperations = [
	defineOperation({
		resource,
		operation: 'getAll',
		name: 'Get Many',
		action: 'Get many jobs',
		description: 'List the jobs of a project, at most the 50 newest',
		request: { method: 'GET', path: '/api/v1/projects/{project_id}/jobs' },
		path: { project_id: project },
		query: {
			status: choice({
				displayName: 'Status',
				description: 'Only jobs with this status',
				values: JOB_STATUSES,
				default: 'running',
			}),
		},
		reply: jobListReply,
	}),
	defineOperation({
		resource,
		operation: 'create',
		name: 'Create',
		action: 'Create job',
		description: 'Start generation or sync in the background. Generation spends XCT.',
		request: { method: 'POST', path: '/api/v1/projects/{project_id}/jobs' },
		path: { project_id: project },
		body: [
			{
				job_type: choice({
					displayName: 'Job Type',
					description: 'What the job does. An expression may give another type.',
					values: JOB_TYPES,
					open: true,
					default: 'generation',
					required: true,
				}),
				specify_payload: formOnly(
					choice({
						displayName: 'Specify Payload',
						description: 'How to enter the settings of the job',
						values: [
							{ name: 'Using Fields Below', value: 'fields' },
							{ name: 'Using JSON', value: 'json' },
						],
					}),
				),
				payload: shownWhen(
					{ specifyPayload: ['json'] },
					jsonObject({
						displayName: 'Payload (JSON)',
						description: 'Settings of the job as the API takes them',
						prominent: true,
					}),
				),
			},
			within(
				'payload',
				{ specifyPayload: ['fields'], jobType: ['generation'] },
				generationSettings,
			),
			within('payload', { specifyPayload: ['fields'], jobType: ['sync'] }, syncSettings),
		],
		reply: jobStartedReply,
		job: { idKey: 'job_id', kind: ({ body }) => toText(body.job_type) },
	}),
	defineOperation({
		resource,
		operation: 'get',
		name: 'Get',
		action: 'Get job',
		description: 'Read the state, the progress and the result of a job',
		request: { method: 'GET', path: '/api/v1/jobs/{job_id}' },
		path: { project_id: projectOfJob, job_id: required(job) },
		reply: jobReply,
	}),
	defineOperation({
		resource,
		operation: 'cancel',
		name: 'Cancel',
		action: 'Cancel job',
		description: 'Cancel a job that is queued or running',
		request: { method: 'POST', path: '/api/v1/jobs/{job_id}/cancel' },
		path: { project_id: projectOfJob, job_id: required(job) },
		reply: jobReply,
	}),
];
