import { choice, required, text, type Field } from '../../shared/fields';
import { defineOperation } from '../../shared/operation';
import { xcScribeAnonymous } from '../provider';
import { UNCONFIRMED_PATHS } from '../unconfirmedRoutes';
import { email, password } from './adminFields';
import {
	backupCodesReply,
	logInReply,
	messageReply,
	tokenReply,
	twoFactorSetupReply,
} from './adminReplies';
import { TWO_FACTOR_METHODS } from './knownValues';

const resource = 'auth';

const code: Field = text({
	displayName: 'Code',
	description: 'One-time code of the authenticator app or of the email',
	placeholder: 'e.g. 123456',
	required: true,
});

const codeOrBackup: Field = text({
	displayName: 'Code',
	description: 'One-time code of the authenticator app or of the email, or a backup code',
	placeholder: 'e.g. 123456',
	required: true,
});

const tempToken: Field = text({
	displayName: 'Temporary Token',
	description: 'The temp_token that Log In returned',
	password: true,
	required: true,
});

const method: Field = choice({
	displayName: 'Method',
	description: 'The second factor: an authenticator app, or codes by email',
	values: TWO_FACTOR_METHODS,
	default: 'totp',
	required: true,
});

const TOKENS = ['access_token', 'temp_token'];
const SETUP_SECRETS = ['secret', 'otpauth_uri'];
const BACKUP_CODES = ['backup_codes'];

export const authOperations = [
	defineOperation({
		resource,
		operation: 'login',
		name: 'Log In',
		action: 'Log in to account',
		description:
			'Get an access token for an email and a password, or a temporary token when a second factor is due. n8n logs in by itself: only needed for other accounts than that of the credential.',
		request: { method: 'POST', path: '/api/v1/auth/login' },
		body: { email: required(email), password: required(password) },
		reply: logInReply,
		sensitive: TOKENS,
		provider: xcScribeAnonymous,
	}),
	defineOperation({
		resource,
		operation: 'setupTwoFactor',
		name: 'Set Up 2FA',
		action: 'Set up 2FA',
		description:
			'Begin to protect the account of the credential with a second factor (2FA). For an authenticator app the reply holds its secret, which n8n hides in the editor; for email a code is sent.',
		request: { method: 'POST', path: '/api/v1/auth/2fa/setup' },
		body: { method },
		reply: twoFactorSetupReply,
		sensitive: SETUP_SECRETS,
	}),
	defineOperation({
		resource,
		operation: 'confirmTwoFactor',
		name: 'Confirm 2FA',
		action: 'Confirm 2FA',
		description:
			'Turn on the second factor that was set up. The reply holds the backup codes, only this once; n8n hides them in the editor, so hand them to the next node.',
		request: { method: 'POST', path: '/api/v1/auth/2fa/confirm' },
		body: { code },
		reply: backupCodesReply,
		sensitive: BACKUP_CODES,
	}),
	defineOperation({
		resource,
		operation: 'disableTwoFactor',
		name: 'Disable 2FA',
		action: 'Disable 2FA',
		description:
			'Turn off the second factor (2FA) of the account of the credential. Refused when the organization demands one.',
		request: { method: 'POST', path: '/api/v1/auth/2fa/disable' },
		body: { code: codeOrBackup },
		reply: { kind: 'untyped' },
	}),
	defineOperation({
		resource,
		operation: 'verifyTwoFactor',
		name: 'Verify 2FA Code',
		action: 'Verify 2FA code',
		description: 'Finish a log-in: exchange its temporary token and a code for an access token',
		request: { method: 'POST', path: '/api/v1/auth/verify-2fa' },
		body: { temp_token: tempToken, code: codeOrBackup },
		reply: logInReply,
		sensitive: TOKENS,
		provider: xcScribeAnonymous,
	}),
	defineOperation({
		resource,
		operation: 'setupTwoFactorWithTemp',
		name: 'Set Up 2FA During Log In',
		action: 'Set up 2FA during log in',
		description:
			'Begin to set up the second factor that the organization demands, with the temporary token of a log-in',
		request: { method: 'POST', path: '/api/v1/auth/2fa/setup-with-temp' },
		body: { temp_token: tempToken, method },
		reply: twoFactorSetupReply,
		sensitive: SETUP_SECRETS,
		provider: xcScribeAnonymous,
	}),
	defineOperation({
		resource,
		operation: 'confirmTwoFactorWithTemp',
		name: 'Confirm 2FA During Log In',
		action: 'Confirm 2FA during log in',
		description:
			'Turn on the second factor that was set up during a log-in. The reply holds the backup codes, only this once, and no access token: log in again.',
		request: { method: 'POST', path: '/api/v1/auth/2fa/confirm-with-temp' },
		body: { temp_token: tempToken, code },
		reply: backupCodesReply,
		sensitive: BACKUP_CODES,
		provider: xcScribeAnonymous,
	}),
	defineOperation({
		resource,
		operation: 'refresh',
		name: 'Refresh Token',
		action: 'Refresh access token',
		description:
			'Exchange the access token of the credential for a new one. n8n renews its token by itself.',
		request: { method: 'POST', path: '/api/v1/auth/refresh' },
		reply: tokenReply,
		sensitive: TOKENS,
	}),
	defineOperation({
		resource,
		operation: 'sendDisableCode',
		name: 'Send 2FA Disable Code',
		action: 'Send code to disable 2FA',
		description: 'Email a code for Disable 2FA, for accounts whose second factor are emailed codes',
		request: { method: 'POST', path: UNCONFIRMED_PATHS.auth.sendDisableCode },
		reply: { kind: 'untyped' },
	}),
	defineOperation({
		resource,
		operation: 'resendTwoFactor',
		name: 'Resend 2FA Code',
		action: 'Resend 2FA code',
		description: 'Email the code of a log-in once more',
		request: { method: 'POST', path: UNCONFIRMED_PATHS.auth.resendTwoFactor },
		body: { temp_token: tempToken },
		reply: { kind: 'untyped' },
		provider: xcScribeAnonymous,
	}),
	defineOperation({
		resource,
		operation: 'logout',
		name: 'Log Out',
		action: 'Log out of account',
		description:
			'End the session of the credential. n8n logs in again with the next call that uses the credential.',
		request: { method: 'POST', path: '/api/v1/auth/logout' },
		reply: messageReply,
	}),
	defineOperation({
		resource,
		operation: 'logoutAll',
		name: 'Log Out Everywhere',
		action: 'Log out of all sessions of account',
		description:
			'End every session of the account of the credential, also those of other workflows, tools and browsers',
		request: { method: 'POST', path: '/api/v1/auth/logout-all' },
		confirm: 'every session of the account ends, also those of other workflows, tools and browsers',
		reply: messageReply,
	}),
	defineOperation({
		resource,
		operation: 'forgotPassword',
		name: 'Request Password Reset',
		action: 'Request password reset',
		description: 'Email a link to choose a new password',
		request: { method: 'POST', path: '/api/v1/auth/forgot-password' },
		body: { email: required(email) },
		reply: { kind: 'untyped' },
		provider: xcScribeAnonymous,
	}),
];
