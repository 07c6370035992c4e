import type { Account } from './accounts.mts';
import type { Context } from './context.mts';
import { unauthorized } from './errors.mts';
import type { Claims } from './tokens.mts';

/** Logs `account` in for good: counts it and hands out its access token. */
export function completeLogin(account: Account, context: Context): Record<string, unknown> {
	account.lastLoginAt = new Date().toISOString();
	context.store.logins += 1;
	return loginReply({
		access_token: context.tokens.issueAccess(
			account.id,
			context.environment.timings.accessTokenLifetimeMs,
		),
	});
}

/** Reply of both steps of a log-in. */
export function loginReply(differences: Record<string, unknown>): Record<string, unknown> {
	return {
		access_token: null,
		token_type: 'bearer',
		two_factor_required: false,
		two_factor_setup_required: false,
		two_factor_method: null,
		temp_token: null,
		...differences,
	};
}

/** Whose log-in a temporary token belongs to; throws the 401 of one that is worthless. */
export function openTemporaryToken(
	token: string,
	context: Context,
): { account: Account; claims: Claims } {
	const claims = context.tokens.verify(token, 'second_factor');
	const account = claims === undefined ? undefined : context.accounts.find(claims.sub);
	if (claims === undefined || account?.isActive !== true) {
		throw unauthorized('Invalid or expired temporary token');
	}
	return { account, claims };
}
