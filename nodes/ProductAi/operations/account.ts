import { defineOperation } from '../../shared/operation';
import { keyReply } from './replies';

export const accountOperations = [
	defineOperation({
		resource: 'account',
		operation: 'checkKey',
		name: 'Check Key',
		action: 'Check API key',
		description: 'Read whether the API key is valid, the plan, and how many tokens are left',
		request: { method: 'GET', path: '/api/key-check' },
		reply: keyReply,
	}),
];
