import { randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import type { SentMail } from '../provider.mts';

export interface Account {
	id: string;
	email: string;
	firstName: string;
	lastName: string;
	role: 'admin' | 'member';
	secondFactor: 'totp' | 'email' | null;
	/** The organization demands a second factor that the account does not have yet. */
	mustSetUpSecondFactor: boolean;
	lastLoginAt: string | null;
}

export const accountPassword = 'sandbox-password';
export const totpSecret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
/** Opens each account with a second factor once, in place of a code. */
export const backupCode = 'ALPENGLOW-1';

/** A mailed code is good for this long. */
const MAILED_CODE_LIFETIME_MS = 10 * 60 * 1000;

const totp = new TOTP({
	secret: Secret.fromBase32(totpSecret),
	algorithm: 'SHA1',
	digits: 6,
	period: 30,
});

/** The people of the one organization, their passwords and second factors. */
export class Accounts {
	#accounts: Account[] = [
		createAccount(1, 'content@sandbox.example', 'Clara', 'Content', {}),
		createAccount(2, 'totp@sandbox.example', 'Tom', 'Totp', { secondFactor: 'totp' }),
		createAccount(3, 'mail@sandbox.example', 'Mia', 'Mail', { secondFactor: 'email' }),
		createAccount(4, 'setup@sandbox.example', 'Sam', 'Setup', { mustSetUpSecondFactor: true }),
		createAccount(5, 'admin@sandbox.example', 'Ada', 'Admin', { role: 'admin' }),
	];
	#mails: SentMail[] = [];
	#mailedCodes = new Map<string, { code: string; expiresAt: number }>();
	#usedBackupCodes = new Set<string>();

	/** Forgets mails and codes, not the accounts. */
	reset(): void {
		this.#mails = [];
		this.#mailedCodes.clear();
		this.#usedBackupCodes.clear();
		for (const account of this.#accounts) account.lastLoginAt = null;
	}

	all(): readonly Account[] {
		return this.#accounts;
	}

	mails(): SentMail[] {
		return [...this.#mails];
	}

	find(id: string): Account | undefined {
		return this.#accounts.find((account) => account.id === id);
	}

	/** The account with these credentials, or undefined. */
	checkPassword(email: string, password: string): Account | undefined {
		return password === accountPassword
			? this.#accounts.find((account) => account.email === email.toLowerCase())
			: undefined;
	}

	/** Mails a fresh six-digit code; an older one is void. */
	mailCode(account: Account): void {
		const code = String(randomInt(1_000_000)).padStart(6, '0');
		this.#mailedCodes.set(account.id, { code, expiresAt: Date.now() + MAILED_CODE_LIFETIME_MS });
		this.#mails.push({
			to: account.email,
			subject: 'Your XC Scribe sign-in code',
			code,
			sent_at: new Date().toISOString(),
		});
	}

	/** Whether `code` is the second factor of `account` now. Mailed and backup codes work once. */
	checkCode(account: Account, code: string): boolean {
		if (code === backupCode && !this.#usedBackupCodes.has(account.id)) {
			this.#usedBackupCodes.add(account.id);
			return true;
		}
		if (account.secondFactor === 'totp') {
			return /^\d{6}$/.test(code) && totp.validate({ token: code, window: 1 }) !== null;
		}
		const mailed = this.#mailedCodes.get(account.id);
		if (mailed === undefined || mailed.code !== code || mailed.expiresAt < Date.now()) return false;
		this.#mailedCodes.delete(account.id);
		return true;
	}
}

function createAccount(
	number: number,
	email: string,
	firstName: string,
	lastName: string,
	differences: Partial<Account>,
): Account {
	return {
		id: `a0000000-0000-4000-8000-00000000000${number}`,
		email,
		firstName,
		lastName,
		role: 'member',
		secondFactor: null,
		mustSetUpSecondFactor: false,
		lastLoginAt: null,
		...differences,
	};
}
