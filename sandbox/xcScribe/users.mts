import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { roles } from './accounts.mts';
import type { Account } from './accounts.mts';
import type { Context } from './context.mts';
import { badRequest, forbidden } from './errors.mts';
import { noInput, serve } from './operation.mts';
import { showAccount } from './organizationReplies.mts';
import { email, newPassword, uuid } from './validation.mts';

const userPath = z.object({ user_id: uuid }).strict();

const userChanges = z
	.object({
		email: email.optional(),
		first_name: z.string().optional(),
		last_name: z.string().optional(),
		phone_number: z.string().nullish(),
		password: newPassword.optional(),
		role: z.enum(roles).optional(),
		is_active: z.boolean().optional(),
	})
	.strict();

/** The caller's own profile, and the people of the organization. */
export function userRoutes(server: FastifyInstance, context: Context): void {
	const { accounts, tokens, store, mailbox, secondFactors } = context;

	const change = (account: Account, changes: z.infer<typeof userChanges>): void => {
		if (changes.email !== undefined) {
			account.email = accounts.requireFree(changes.email, account);
		}
		account.firstName = changes.first_name ?? account.firstName;
		account.lastName = changes.last_name ?? account.lastName;
		if (changes.phone_number !== undefined) account.phoneNumber = changes.phone_number;
		account.password = changes.password ?? account.password;
		account.role = changes.role ?? account.role;
		if (changes.is_active !== undefined) setActive(account, changes.is_active);
	};

	const setActive = (account: Account, isActive: boolean): void => {
		if (!isActive) tokens.revokeAll(account.id);
		account.isActive = isActive;
	};

	serve(server, context, {
		...noInput,
		id: 'user.getAll',
		method: 'GET',
		url: '/users',
		access: 'admin',
		handle: () => accounts.all().map((account) => showAccount(account, store)),
	});

	serve(server, context, {
		...noInput,
		id: 'user.create',
		method: 'POST',
		url: '/users',
		access: 'admin',
		encoding: 'json',
		body: z
			.object({ email, password: newPassword, role: z.enum(roles).default('member') })
			.strict(),
		status: 201,
		handle: ({ body }) => {
			const account = accounts.add(body);
			mailbox.send(account.email, 'Welcome to XC Scribe: your password', body.password);
			return showAccount(account, store);
		},
	});

	serve(server, context, {
		...noInput,
		id: 'user.getMe',
		method: 'GET',
		url: '/users/me',
		handle: ({ caller }) => showAccount(caller.account, store),
	});

	serve(server, context, {
		...noInput,
		id: 'user.updateMe',
		method: 'PATCH',
		url: '/users/me',
		encoding: 'json',
		body: userChanges,
		handle: ({ body, caller: { account } }) => {
			requireOwnStanding(account, body);
			change(account, body);
			return showAccount(account, store);
		},
	});

	serve(server, context, {
		...noInput,
		id: 'user.update',
		method: 'PATCH',
		url: '/users/:user_id',
		access: 'admin',
		path: userPath,
		encoding: 'json',
		body: userChanges,
		handle: ({ path, body, caller }) => {
			const account = accounts.get(path.user_id);
			if (account === caller.account) requireOwnStanding(account, body);
			change(account, body);
			return showAccount(account, store);
		},
	});

	serve(server, context, {
		...noInput,
		id: 'user.deactivate',
		method: 'DELETE',
		url: '/users/:user_id',
		access: 'admin',
		path: userPath,
		handle: ({ path, caller }) => {
			const account = accounts.get(path.user_id);
			if (account === caller.account) throw badRequest('You cannot deactivate yourself');
			setActive(account, false);
			return { message: 'User deactivated' };
		},
	});

	serve(server, context, {
		...noInput,
		id: 'user.disableTwoFactor',
		method: 'POST',
		url: '/users/:user_id/2fa/disable',
		access: 'admin',
		path: userPath,
		handle: ({ path }) => {
			const account = accounts.get(path.user_id);
			if (account.secondFactor === null) {
				throw badRequest('Two-factor authentication is not enabled');
			}
			account.secondFactorSuspended = true;
			return { message: 'Two-factor authentication disabled' };
		},
	});

	serve(server, context, {
		...noInput,
		id: 'user.resetTwoFactor',
		method: 'POST',
		url: '/users/:user_id/2fa/reset',
		access: 'admin',
		path: userPath,
		handle: ({ path }) => {
			secondFactors.remove(accounts.get(path.user_id));
			return { message: 'Two-factor authentication reset' };
		},
	});
}

// Nobody makes an administrator of themselves, and the last one cannot lock everybody out.
function requireOwnStanding(account: Account, changes: z.infer<typeof userChanges>): void {
	const { role = account.role, is_active: isActive = account.isActive } = changes;
	if (role !== account.role || isActive !== account.isActive) {
		throw forbidden('You cannot change your own role or status');
	}
}
