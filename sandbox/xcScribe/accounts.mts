import { randomUUID } from 'node:crypto';
import { conflict, notFound } from './errors.mts';

export const roles = ['admin', 'member'] as const;
export type Role = (typeof roles)[number];

export const secondFactorMethods = ['totp', 'email'] as const;
export type SecondFactorMethod = (typeof secondFactorMethods)[number];

export interface Account {
	id: string;
	email: string;
	password: string;
	firstName: string;
	lastName: string;
	phoneNumber: string | null;
	role: Role;
	/** An inactive account can neither log in nor use its tokens. */
	isActive: boolean;
	secondFactor: SecondFactorMethod | null;
	/** An administrator switched the check off; the secret stays. */
	secondFactorSuspended: boolean;
	/** This account has to have a second factor, whatever the organization demands of all. */
	secondFactorDemanded: boolean;
	/** Base32; null unless the second factor is `totp`. */
	totpSecret: string | null;
	/** A second factor that still has to be confirmed with a code. */
	pendingSetup: { method: SecondFactorMethod; totpSecret: string | null } | null;
	/** Each opens the account once, in place of a code. */
	backupCodes: Set<string>;
	createdAt: string;
	lastLoginAt: string | null;
}

export const accountPassword = 'sandbox-password';
export const totpSecret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
/** Opens each of the first accounts with a second factor once, in place of a code. */
export const backupCode = 'ALPENGLOW-1';
/** An API key that is there from the start, for the plugin endpoints. */
export const demoApiKey = 'xc_sandbox_demo_key_0123456789abcdef';

/** The people of the one organization. */
export class Accounts {
	#accounts = firstAccounts();

	/** Back to the first accounts. Their ids stay, so that their tokens do. */
	reset(): void {
		this.#accounts = firstAccounts();
	}

	all(): readonly Account[] {
		return this.#accounts;
	}

	find(id: string): Account | undefined {
		return this.#accounts.find((account) => account.id === id);
	}

	/** Throws the 404 of an unknown id. */
	get(id: string): Account {
		const account = this.find(id);
		if (account === undefined) throw notFound('User');
		return account;
	}

	findByEmail(email: string): Account | undefined {
		return this.#accounts.find((account) => account.email === email.toLowerCase());
	}

	/** The account with these credentials, active or not, or undefined. */
	checkPassword(email: string, password: string): Account | undefined {
		const account = this.findByEmail(email);
		return account?.password === password ? account : undefined;
	}

	/** Throws the 409 of an address that is taken. */
	add(
		details: Pick<Account, 'email' | 'password' | 'role'> &
			Partial<Pick<Account, 'firstName' | 'lastName'>>,
	): Account {
		const account = createAccount({
			...details,
			id: randomUUID(),
			email: this.requireFree(details.email),
			createdAt: new Date().toISOString(),
		});
		this.#accounts.push(account);
		return account;
	}

	/** The address in lower case; throws the 409 when it belongs to another account than `owner`. */
	requireFree(email: string, owner?: Account): string {
		const holder = this.findByEmail(email);
		if (holder !== undefined && holder !== owner) throw conflict('Email already registered');
		return email.toLowerCase();
	}
}

function firstAccounts(): Account[] {
	const people: Array<[string, string, string, Partial<Account>]> = [
		['content', 'Clara', 'Content', {}],
		['totp', 'Tom', 'Totp', { secondFactor: 'totp', totpSecret }],
		['mail', 'Mia', 'Mail', { secondFactor: 'email' }],
		['setup', 'Sam', 'Setup', { secondFactorDemanded: true }],
		['admin', 'Ada', 'Admin', { role: 'admin' }],
	];
	return people.map(([name, firstName, lastName, differences], index) =>
		createAccount({
			id: `a0000000-0000-4000-8000-00000000000${index + 1}`,
			email: `${name}@sandbox.example`,
			firstName,
			lastName,
			backupCodes: new Set([backupCode]),
			...differences,
		}),
	);
}

function createAccount(details: Pick<Account, 'id' | 'email'> & Partial<Account>): Account {
	return {
		password: accountPassword,
		firstName: '',
		lastName: '',
		phoneNumber: null,
		role: 'member',
		isActive: true,
		secondFactor: null,
		secondFactorSuspended: false,
		secondFactorDemanded: false,
		totpSecret: null,
		pendingSetup: null,
		backupCodes: new Set(),
		createdAt: '2026-01-15T09:30:00.000Z',
		lastLoginAt: null,
		...details,
	};
}
