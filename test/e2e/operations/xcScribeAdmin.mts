import { accountPassword } from '../../../sandbox/xcScribe/accounts.mts';
import { byId, callsOf, codeFrom, from, readMails, type Step } from './steps.mts';

const administer = callsOf('xcScribeAdmin');

/** Whose account manages, and whose second factor is set up and removed. */
export const ADMINISTRATOR = 'admin@sandbox.example';
const SETUP = 'setup@sandbox.example';
const MAIL = 'mail@sandbox.example';
const NEWCOMER = 'newcomer@sandbox.example';
const SECRET = 'A-long-password-1';

const user = { userId: byId(from('Create User', 'id')) };
const TOTP_USER = {
	userId: byId(
		"={{ $('List Users').all().find((user) => user.json.email === 'totp@sandbox.example').json.id }}",
	),
};
const accountOf = (email: string): object => ({ email, password: accountPassword });

const manageAccounts = (url: string): Step[] => [
	administer('Get Own Profile', 'user.getMe'),
	administer('Update Own Profile', 'user.updateMe', { updateFields: { firstName: 'Adele' } }),
	administer('Create User', 'user.create', { email: 'user@sandbox.example', password: SECRET }),
	administer('Update User', 'user.update', { ...user, updateFields: { lastName: 'Userson' } }),
	administer('Deactivate User', 'user.deactivate', user),
	administer('List Users', 'user.getAll', { returnAll: true }),
	administer('Disable 2FA Of User', 'user.disableTwoFactor', TOTP_USER),
	administer('Reset 2FA Of User', 'user.resetTwoFactor', TOTP_USER),
	administer('Create Invitation', 'invitation.create', { email: NEWCOMER }),
	administer('Resend Invitation', 'invitation.resend', {
		invitationId: byId(from('Create Invitation', 'id')),
	}),
	readMails('Read Invitation', url),
	administer('Validate Invitation', 'invitation.validate', {
		token: codeFrom('Read Invitation', NEWCOMER),
	}),
	administer('Accept Invitation', 'invitation.accept', {
		token: codeFrom('Read Invitation', NEWCOMER),
		password: SECRET,
	}),
	administer('Create Other Invitation', 'invitation.create', { email: 'other@sandbox.example' }),
	administer('Revoke Invitation', 'invitation.revoke', {
		invitationId: byId(from('Create Other Invitation', 'id')),
	}),
	administer('List Invitations', 'invitation.getAll', { returnAll: true }),
	administer('Create API Key', 'apiKey.create', { name: 'e2e' }),
	administer('List API Keys', 'apiKey.getAll', { returnAll: true }),
	administer('Deactivate API Key', 'apiKey.deactivate', {
		keyId: byId(from('Create API Key', 'id')),
	}),
	administer('Delete API Key', 'apiKey.delete', { keyId: byId(from('Create API Key', 'id')) }),
];

const manageOrganization: Step[] = [
	administer('Update Organization', 'organization.update', {
		updateFields: { billingEmail: 'billing@sandbox.example', settings: '{"e2e": true}' },
	}),
	administer('Update AI Keys', 'organization.updateApiKeys', {
		updateFields: { googleApiKey: 'e2e' },
	}),
	administer('Get Organization', 'organization.get'),
	administer('List Usage', 'usage.getAll', { filters: { startDate: '={{ $today }}' } }),
	administer('Sum Up Usage', 'usage.getSummary', { filters: { days: 7 } }),
	administer('Get Model Tiers', 'billing.getModelTiers', { returnAll: true }),
	administer('Top Up', 'billing.addTopup', { amount: 100, confirm: true }),
	administer('Adjust Balance', 'billing.createAdjustment', {
		amount: -2.5,
		balanceType: 'topup',
		description: 'Correction',
		confirm: true,
	}),
	administer('Update Billing Settings', 'billing.updateSettings', {
		updateFields: { overageEnabled: true },
		confirm: true,
	}),
	administer('Update Subscription', 'billing.updateSubscription', {
		tier: 'starter',
		updateFields: { allocateImmediately: true },
		confirm: true,
	}),
	administer('Reset Billing Cycle', 'billing.resetCycle', { confirm: true }),
	administer('Get Balance', 'billing.getBalance'),
	administer('List Transactions', 'billing.getTransactions', { limit: 30 }),
	administer('Sum Up Billing', 'billing.getUsageSummary'),
];

/** Second factors by e-mail, whose codes the sandbox shows: a workflow cannot make those of an authenticator app. */
const logInAndOut = (url: string): Step[] => [
	administer('Log In With Second Factor', 'auth.login', accountOf(MAIL)),
	administer('Resend Code', 'auth.resendTwoFactor', {
		tempToken: from('Log In With Second Factor', 'temp_token'),
	}),
	readMails('Read Sign-In Code', url),
	administer('Verify Code', 'auth.verifyTwoFactor', {
		tempToken: from('Log In With Second Factor', 'temp_token'),
		code: codeFrom('Read Sign-In Code', MAIL),
	}),
	administer('Log In Before Set-Up', 'auth.login', accountOf(SETUP)),
	administer('Set Up 2FA During Log-In', 'auth.setupTwoFactorWithTemp', {
		tempToken: from('Log In Before Set-Up', 'temp_token'),
		method: 'email',
	}),
	readMails('Read Code During Log-In', url),
	administer('Confirm 2FA During Log-In', 'auth.confirmTwoFactorWithTemp', {
		tempToken: from('Log In Before Set-Up', 'temp_token'),
		code: codeFrom('Read Code During Log-In', SETUP),
	}),
	administer('Set Up 2FA', 'auth.setupTwoFactor', { method: 'email' }),
	readMails('Read Set-Up Code', url),
	administer('Confirm 2FA', 'auth.confirmTwoFactor', {
		code: codeFrom('Read Set-Up Code', ADMINISTRATOR),
	}),
	administer('Send Disable Code', 'auth.sendDisableCode'),
	readMails('Read Disable Code', url),
	administer('Disable 2FA', 'auth.disableTwoFactor', {
		code: codeFrom('Read Disable Code', ADMINISTRATOR),
	}),
	administer('Request Password Reset', 'auth.forgotPassword', { email: NEWCOMER }),
	administer('Refresh Token', 'auth.refresh'),
	administer('Log Out', 'auth.logout'),
	// The session of the credential is over: this only works because n8n logs in anew.
	administer('Log Out Everywhere', 'auth.logoutAll', { confirm: true }),
	administer('Get Own Profile Again', 'user.getMe'),
];

/** What the node XC Scribe Admin does: people, organization, billing and log-ins. */
export const administrationSteps = (url: string): Step[] => [
	...manageAccounts(url),
	...manageOrganization,
	...logInAndOut(url),
];
