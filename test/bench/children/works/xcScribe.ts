import type { Account, Environment } from './work';

export const xcScribeAccount = ({ apiUrl }: Pick<Environment, 'apiUrl'>): Account => ({
	className: 'XcScribeApi',
	type: 'xcScribeApi',
	data: { email: 'bench@example.com', password: 'secret', totpSecret: '', baseUrl: apiUrl },
});

/** What makes n8n's HTTP Request node use the same credential. */
export const WITH_ACCOUNT = {
	authentication: 'predefinedCredentialType',
	nodeCredentialType: 'xcScribeApi',
};

/** A value of a resource locator, entered by its ID. */
export const byId = (value: string) => ({ __rl: true, mode: 'id', value });
