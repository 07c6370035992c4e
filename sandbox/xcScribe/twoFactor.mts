import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { secondFactorMethods } from './accounts.mts';
import type { Account } from './accounts.mts';
import type { Context } from './context.mts';
import { badRequest, forbidden, unauthorized } from './errors.mts';
import { completeLogin, openTemporaryToken } from './logins.mts';
import { noInput, serve } from './operation.mts';
import { hasSecondFactor } from './secondFactors.mts';

const code = z.string().min(1);
const tempToken = z.string().min(1);
const method = z.enum(secondFactorMethods);

// A wrong code is a 401 only where it is a credential: a logged-in caller would log in again for nothing.
const WRONG_CODE = 'Invalid verification code';

/** Set-up, second step of a log-in and removal of the second factor. */
export function twoFactorRoutes(server: FastifyInstance, context: Context): void {
	const { tokens, store, secondFactors } = context;

	const confirm = (account: Account, given: string): Record<string, unknown> => {
		const backupCodes = secondFactors.confirmSetup(account, given);
		if (backupCodes === undefined) throw badRequest(WRONG_CODE);
		return { backup_codes: backupCodes, message: 'Two-factor authentication enabled' };
	};

	serve(server, context, {
		...noInput,
		id: 'auth.verifyTwoFactor',
		method: 'POST',
		url: '/auth/verify-2fa',
		access: 'public',
		encoding: 'json',
		body: z.object({ temp_token: tempToken, code }).strict(),
		handle: ({ body }) => {
			const { account, claims } = openTemporaryToken(body.temp_token, context);
			if (!hasSecondFactor(account)) throw unauthorized('Invalid or expired temporary token');
			if (!secondFactors.checkCode(account, body.code, 'sign-in')) {
				tokens.recordFailure(claims);
				throw unauthorized(WRONG_CODE);
			}
			tokens.revoke(claims);
			return completeLogin(account, context);
		},
	});

	serve(server, context, {
		...noInput,
		id: 'auth.resendTwoFactor',
		method: 'POST',
		url: '/auth/resend-2fa',
		access: 'public',
		encoding: 'json',
		body: z.object({ temp_token: tempToken }).strict(),
		handle: ({ body }) => {
			const { account } = openTemporaryToken(body.temp_token, context);
			requireMailedCodes(account);
			secondFactors.mailCode(account, 'sign-in');
			return { message: 'Verification code sent' };
		},
	});

	serve(server, context, {
		...noInput,
		id: 'auth.setupTwoFactor',
		method: 'POST',
		url: '/auth/2fa/setup',
		encoding: 'json',
		body: z.object({ method }).strict(),
		handle: ({ body, caller }) => secondFactors.startSetup(caller.account, body.method),
	});

	serve(server, context, {
		...noInput,
		id: 'auth.confirmTwoFactor',
		method: 'POST',
		url: '/auth/2fa/confirm',
		encoding: 'json',
		body: z.object({ code }).strict(),
		handle: ({ body, caller }) => confirm(caller.account, body.code),
	});

	serve(server, context, {
		...noInput,
		id: 'auth.setupTwoFactorWithTemp',
		method: 'POST',
		url: '/auth/2fa/setup-with-temp',
		access: 'public',
		encoding: 'json',
		body: z.object({ temp_token: tempToken, method }).strict(),
		handle: ({ body }) =>
			secondFactors.startSetup(openTemporaryToken(body.temp_token, context).account, body.method),
	});

	serve(server, context, {
		...noInput,
		id: 'auth.confirmTwoFactorWithTemp',
		method: 'POST',
		url: '/auth/2fa/confirm-with-temp',
		access: 'public',
		encoding: 'json',
		body: z.object({ temp_token: tempToken, code }).strict(),
		handle: ({ body }) => {
			const { account, claims } = openTemporaryToken(body.temp_token, context);
			try {
				const reply = confirm(account, body.code);
				tokens.revoke(claims);
				return reply;
			} catch (error) {
				tokens.recordFailure(claims);
				throw error;
			}
		},
	});

	serve(server, context, {
		...noInput,
		id: 'auth.sendDisableCode',
		method: 'POST',
		url: '/auth/2fa/send-disable-code',
		handle: ({ caller }) => {
			requireMailedCodes(caller.account);
			secondFactors.mailCode(caller.account, 'disable');
			return { message: 'Verification code sent' };
		},
	});

	serve(server, context, {
		...noInput,
		id: 'auth.disableTwoFactor',
		method: 'POST',
		url: '/auth/2fa/disable',
		encoding: 'json',
		body: z.object({ code }).strict(),
		handle: ({ body, caller: { account } }) => {
			if (account.secondFactor === null) {
				throw badRequest('Two-factor authentication is not enabled');
			}
			if (account.secondFactorDemanded || store.organization.enforceTwoFactor) {
				throw forbidden('The organization enforces two-factor authentication');
			}
			if (!secondFactors.checkCode(account, body.code, 'disable')) throw badRequest(WRONG_CODE);
			secondFactors.remove(account);
			return { message: 'Two-factor authentication disabled' };
		},
	});
}

function requireMailedCodes(account: Account): void {
	if (account.secondFactor !== 'email') {
		throw badRequest('Codes are only mailed when the method is email');
	}
}
