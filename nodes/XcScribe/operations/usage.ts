import { dateTime } from '../../shared/fields';
import { defineOperation } from '../../shared/operation';
import { days } from './adminFields';
import { usageListReply, usageSummaryReply } from './adminReplies';

const resource = 'usage';

export const usageOperations = [
	defineOperation({
		resource,
		operation: 'getAll',
		name: 'Get Many',
		action: 'Get many usage records',
		description: 'List the AI calls of the organization with their tokens and costs',
		request: { method: 'GET', path: '/api/v1/usage' },
		query: {
			start_date: dateTime({
				displayName: 'Start Date',
				description: 'Only records from this time on',
			}),
			end_date: dateTime({
				displayName: 'End Date',
				description: 'Only records until this time',
			}),
		},
		reply: usageListReply,
	}),
	defineOperation({
		resource,
		operation: 'getSummary',
		name: 'Get Summary',
		action: 'Get usage summary',
		description: 'Sum up tokens and costs by AI provider and content type',
		request: { method: 'GET', path: '/api/v1/usage/summary' },
		query: { days: days() },
		reply: usageSummaryReply,
	}),
];
