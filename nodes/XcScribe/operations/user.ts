import { locator, required, toggle, type Field } from '../../shared/fields';
import { defineOperation, type Fields } from '../../shared/operation';
import { toText } from '../../shared/values';
import { UNCONFIRMED_PATHS } from '../unconfirmedRoutes';
import { email, firstName, lastName, password, phoneNumber, role } from './adminFields';
import { userListReply, userReply } from './adminReplies';

const resource = 'user';

const user: Field = locator({
	displayName: 'User',
	description: 'The user of the organization',
	required: true,
	source: {
		method: 'searchUsers',
		path: '/api/v1/users',
		entry: ({ id, email: address, role: userRole }) => ({
			name: `${toText(address)} (${toText(userRole)})`,
			value: toText(id),
		}),
	},
});

const changes: Fields = {
	email,
	first_name: firstName,
	last_name: lastName,
	phone_number: phoneNumber,
	password,
	role,
	is_active: toggle({
		displayName: 'Active',
		description: 'Whether the user may log in',
		default: true,
	}),
};

export const userOperations = [
	defineOperation({
		resource,
		operation: 'getAll',
		name: 'Get Many',
		action: 'Get many users',
		description: 'List the users of the organization. Needs the role admin.',
		request: { method: 'GET', path: '/api/v1/users' },
		reply: userListReply,
	}),
	defineOperation({
		resource,
		operation: 'create',
		name: 'Create',
		action: 'Create user',
		description:
			'Add a user to the organization and email the log-in data to that address. Needs the role admin.',
		request: { method: 'POST', path: '/api/v1/users' },
		body: { email: required(email), password: required(password), role },
		reply: userReply,
	}),
	defineOperation({
		resource,
		operation: 'getMe',
		name: 'Get Own Profile',
		action: 'Get own user profile',
		description: 'Read the user of the credential with the organization',
		request: { method: 'GET', path: '/api/v1/users/me' },
		reply: userReply,
	}),
	defineOperation({
		resource,
		operation: 'updateMe',
		name: 'Update Own Profile',
		action: 'Update own user profile',
		description:
			'Change the user of the credential. A new email, password, role or status has to be entered in the credential, or may lock it out.',
		request: { method: 'PATCH', path: '/api/v1/users/me' },
		body: changes,
		reply: userReply,
	}),
	defineOperation({
		resource,
		operation: 'update',
		name: 'Update',
		action: 'Update user',
		description: 'Change a user of the organization. Needs the role admin.',
		request: { method: 'PATCH', path: '/api/v1/users/{user_id}' },
		path: { user_id: user },
		body: changes,
		reply: userReply,
	}),
	defineOperation({
		resource,
		operation: 'disableTwoFactor',
		name: 'Disable 2FA',
		action: 'Disable 2FA of user',
		description:
			'Stop asking a user for the second factor but keep its secret. Needs the role admin.',
		request: { method: 'POST', path: '/api/v1/users/{user_id}/2fa/disable' },
		path: { user_id: user },
		reply: { kind: 'untyped' },
	}),
	defineOperation({
		resource,
		operation: 'deactivate',
		name: 'Deactivate',
		action: 'Deactivate user',
		description:
			'Keep a user from logging in. Update with Active turned on undoes it. Needs the role admin.',
		request: { method: 'DELETE', path: '/api/v1/users/{user_id}' },
		path: { user_id: user },
		reply: { kind: 'untyped' },
	}),
	defineOperation({
		resource,
		operation: 'resetTwoFactor',
		name: 'Reset 2FA',
		action: 'Reset 2FA of user',
		description:
			'Remove the second factor of a user, who then has to set it up anew. Needs the role admin.',
		request: { method: 'POST', path: UNCONFIRMED_PATHS.user.resetTwoFactor },
		path: { user_id: user },
		reply: { kind: 'untyped' },
	}),
];
