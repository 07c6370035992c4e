import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Account } from './accounts.mts';
import type { Context } from './context.mts';
import { unauthorized } from './errors.mts';
import { noInput, serve } from './operation.mts';
import { showAccount } from './replies.mts';

/** After so many wrong codes a log-in has to start again. */
const MAX_WRONG_CODES = 5;

const credentials = z.object({ email: z.string().min(1), password: z.string().min(1) }).strict();
const secondStep = z.object({ temp_token: z.string().min(1), code: z.string().min(1) }).strict();

/** Log-in, second factor, refresh, log-out and the caller's own profile. */
export function authRoutes(server: FastifyInstance, context: Context): void {
	const { accounts, tokens, store, environment } = context;
	const wrongCodes = new Map<string, number>();

	const issueToken = (account: Account): string => {
		account.lastLoginAt = new Date().toISOString();
		store.logins += 1;
		return tokens.issueAccess(account.id, environment.timings.accessTokenLifetimeMs);
	};

	serve(server, context, {
		...noInput,
		id: 'auth.login',
		method: 'POST',
		url: '/auth/login',
		public: true,
		encoding: 'json',
		body: credentials,
		handle: ({ body }) => {
			const account = accounts.checkPassword(body.email, body.password);
			if (account === undefined) throw unauthorized('Incorrect email or password');
			if (account.mustSetUpSecondFactor || account.secondFactor !== null) {
				if (account.secondFactor === 'email') accounts.mailCode(account);
				return {
					...loginReply(null),
					two_factor_required: account.secondFactor !== null,
					two_factor_setup_required: account.mustSetUpSecondFactor,
					two_factor_method: account.secondFactor,
					temp_token: tokens.issueSecondFactor(account.id),
				};
			}
			return loginReply(issueToken(account));
		},
	});

	serve(server, context, {
		...noInput,
		id: 'auth.verifyTwoFactor',
		method: 'POST',
		url: '/auth/verify-2fa',
		public: true,
		encoding: 'json',
		body: secondStep,
		handle: ({ body }) => {
			const claims = tokens.verify(body.temp_token, 'second_factor');
			const account = claims === undefined ? undefined : accounts.find(claims.sub);
			if (claims === undefined || account === undefined || account.secondFactor === null) {
				throw unauthorized('Invalid or expired temporary token');
			}
			if (!accounts.checkCode(account, body.code)) {
				const wrong = (wrongCodes.get(claims.jti) ?? 0) + 1;
				wrongCodes.set(claims.jti, wrong);
				if (wrong >= MAX_WRONG_CODES) tokens.revoke(claims);
				throw unauthorized('Invalid verification code');
			}
			tokens.revoke(claims);
			return loginReply(issueToken(account));
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

	serve(server, context, {
		...noInput,
		id: 'user.getMe',
		method: 'GET',
		url: '/users/me',
		handle: ({ caller }) => showAccount(caller.account),
	});
}

function loginReply(accessToken: string | null): Record<string, unknown> {
	return {
		access_token: accessToken,
		token_type: 'bearer',
		two_factor_required: false,
		two_factor_setup_required: false,
		two_factor_method: null,
		temp_token: null,
	};
}
