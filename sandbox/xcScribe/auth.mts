import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Context } from './context.mts';
import { unauthorized } from './errors.mts';
import { completeLogin, loginReply } from './logins.mts';
import { noInput, serve } from './operation.mts';
import { hasSecondFactor } from './secondFactors.mts';
import { email } from './validation.mts';

const credentials = z.object({ email: z.string().min(1), password: z.string().min(1) }).strict();

/** Log-in with a password, refresh and log-out; the second factor is in `twoFactor.mts`. */
export function authRoutes(server: FastifyInstance, context: Context): void {
	const { accounts, tokens, store, secondFactors, mailbox, environment } = context;

	serve(server, context, {
		...noInput,
		id: 'auth.login',
		method: 'POST',
		url: '/auth/login',
		access: 'public',
		encoding: 'json',
		body: credentials,
		handle: ({ body }) => {
			const account = accounts.checkPassword(body.email, body.password);
			if (account === undefined) throw unauthorized('Incorrect email or password');
			if (!account.isActive) throw unauthorized('Account is deactivated');
			const codeRequired = hasSecondFactor(account);
			const setupRequired =
				account.secondFactor === null &&
				(account.secondFactorDemanded || store.organization.enforceTwoFactor);
			if (!codeRequired && !setupRequired) return completeLogin(account, context);
			if (codeRequired && account.secondFactor === 'email') {
				secondFactors.mailCode(account, 'sign-in');
			}
			return loginReply({
				two_factor_required: codeRequired,
				two_factor_setup_required: setupRequired,
				two_factor_method: account.secondFactor,
				temp_token: tokens.issueSecondFactor(account.id),
			});
		},
	});

	serve(server, context, {
		...noInput,
		id: 'auth.refresh',
		method: 'POST',
		url: '/auth/refresh',
		handle: ({ caller }) => ({
			access_token: tokens.issueAccess(
				caller.account.id,
				environment.timings.accessTokenLifetimeMs,
			),
			token_type: 'bearer',
		}),
	});

	serve(server, context, {
		...noInput,
		id: 'auth.logout',
		method: 'POST',
		url: '/auth/logout',
		handle: ({ caller }) => {
			tokens.revoke(caller.claims);
			return { message: 'Logged out' };
		},
	});

	serve(server, context, {
		...noInput,
		id: 'auth.logoutAll',
		method: 'POST',
		url: '/auth/logout-all',
		handle: ({ caller }) => {
			tokens.revokeAll(caller.account.id);
			return { message: 'All sessions revoked' };
		},
	});

	// Does not tell whether there is such an account.
	serve(server, context, {
		...noInput,
		id: 'auth.forgotPassword',
		method: 'POST',
		url: '/auth/forgot-password',
		access: 'public',
		encoding: 'json',
		body: z.object({ email }).strict(),
		handle: ({ body }) => {
			const account = accounts.findByEmail(body.email);
			if (account?.isActive === true) {
				mailbox.send(
					account.email,
					'Reset your XC Scribe password',
					randomBytes(24).toString('base64url'),
				);
			}
			return { message: 'If the address is known, a reset link was sent to it' };
		},
	});
}
