import { locator, required, text, type Field } from '../../shared/fields';
import { defineOperation } from '../../shared/operation';
import { toText } from '../../shared/values';
import { xcScribeAnonymous } from '../provider';
import { email, firstName, lastName, password, role } from './adminFields';
import { invitationCheckReply, invitationListReply, invitationReply } from './adminReplies';

const resource = 'invitation';

const invitation: Field = locator({
	displayName: 'Invitation',
	description: 'The invitation, which has to be pending',
	required: true,
	source: {
		method: 'searchInvitations',
		path: '/api/v1/invitations',
		entry: ({ id, email: address, status }) => ({
			name: `${toText(address)} (${toText(status)})`,
			value: toText(id),
		}),
	},
});

const token: Field = text({
	displayName: 'Invitation Token',
	description: 'Token of the link in the invitation email',
	password: true,
	required: true,
});

export const invitationOperations = [
	defineOperation({
		resource,
		operation: 'getAll',
		name: 'Get Many',
		action: 'Get many invitations',
		description: 'List the invitations, whatever their state, newest first. Needs the role admin.',
		request: { method: 'GET', path: '/api/v1/invitations' },
		reply: invitationListReply,
	}),
	defineOperation({
		resource,
		operation: 'create',
		name: 'Create',
		action: 'Create invitation',
		description:
			'Invite somebody to the organization by email. The invitation expires after 7 days. Needs the role admin.',
		request: { method: 'POST', path: '/api/v1/invitations' },
		body: { email: required(email), role },
		reply: invitationReply,
	}),
	defineOperation({
		resource,
		operation: 'validate',
		name: 'Validate',
		action: 'Validate invitation token',
		description: 'Check whether the token of an invitation is valid, and whom it invites',
		request: { method: 'GET', path: '/api/v1/invitations/validate' },
		query: { token },
		reply: invitationCheckReply,
		provider: xcScribeAnonymous,
	}),
	defineOperation({
		resource,
		operation: 'accept',
		name: 'Accept',
		action: 'Accept invitation',
		description: 'Create the user account that an invitation offers',
		request: { method: 'POST', path: '/api/v1/invitations/accept' },
		body: {
			token,
			password: required(password),
			first_name: firstName,
			last_name: lastName,
		},
		reply: { kind: 'untyped' },
		provider: xcScribeAnonymous,
	}),
	defineOperation({
		resource,
		operation: 'resend',
		name: 'Resend',
		action: 'Resend invitation email',
		description:
			'Email a pending invitation once more, with a new token and a new expiry. Needs the role admin.',
		request: { method: 'POST', path: '/api/v1/invitations/{invitation_id}/resend' },
		path: { invitation_id: invitation },
		reply: invitationReply,
	}),
	defineOperation({
		resource,
		operation: 'revoke',
		name: 'Revoke',
		action: 'Revoke invitation',
		description: 'Withdraw a pending invitation, so that its link ends. Needs the role admin.',
		request: { method: 'POST', path: '/api/v1/invitations/{invitation_id}/revoke' },
		path: { invitation_id: invitation },
		reply: invitationReply,
	}),
];
