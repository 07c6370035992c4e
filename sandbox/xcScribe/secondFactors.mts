import { randomBytes, randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { sandboxClock } from '../clock.mts';
import type { Account, SecondFactorMethod } from './accounts.mts';
import { badRequest } from './errors.mts';
import type { Mailbox } from './mailbox.mts';

/** What a mailed code is for; it is good for nothing else. */
type Purpose = 'sign-in' | 'setup' | 'disable';

const subjects: Record<Purpose, string> = {
	'sign-in': 'Your XC Scribe sign-in code',
	setup: 'Confirm two-factor authentication',
	disable: 'Your code to disable two-factor authentication',
};

/** A mailed code is good for this long. */
const MAILED_CODE_LIFETIME_MS = 10 * 60 * 1000;

const BACKUP_CODES = 8;

/** Sets up, checks and removes second factors. */
export class SecondFactors {
	readonly #mailbox: Mailbox;
	#mailedCodes = new Map<string, { code: string; expiresAt: number }>();

	constructor(mailbox: Mailbox) {
		this.#mailbox = mailbox;
	}

	reset(): void {
		this.#mailedCodes.clear();
	}

	/** Mails a fresh six-digit code; an older one is void. */
	mailCode(account: Account, purpose: Purpose): void {
		const code = String(randomInt(1_000_000)).padStart(6, '0');
		const expiresAt = sandboxClock.now() + MAILED_CODE_LIFETIME_MS;
		this.#mailedCodes.set(`${purpose} ${account.id}`, { code, expiresAt });
		this.#mailbox.send(account.email, subjects[purpose], code);
	}

	/** Whether `code` is the second factor of `account` now. Mailed and backup codes work once. */
	checkCode(account: Account, code: string, purpose: 'sign-in' | 'disable'): boolean {
		if (account.backupCodes.delete(code)) return true;
		return account.secondFactor === 'totp'
			? isTotp(account, account.totpSecret, code)
			: this.#takeMailedCode(account, code, purpose);
	}

	/** Begins to set up a second factor; throws the 400 when there is one already. */
	startSetup(account: Account, method: SecondFactorMethod): Record<string, unknown> {
		if (hasSecondFactor(account)) {
			throw badRequest('Two-factor authentication is already enabled');
		}
		const secret = method === 'totp' ? new Secret({ size: 20 }) : null;
		account.pendingSetup = { method, totpSecret: secret?.base32 ?? null };
		if (method === 'email') this.mailCode(account, 'setup');
		return {
			method,
			secret: secret?.base32 ?? null,
			otpauth_uri: secret === null ? null : totpOf(account, secret.base32).toString(),
			message:
				method === 'totp'
					? 'Scan the code with your authenticator app'
					: 'A verification code was sent to your e-mail address',
		};
	}

	/** Ends a set-up; returns the new backup codes, or undefined when `code` is wrong. */
	confirmSetup(account: Account, code: string): string[] | undefined {
		const pending = account.pendingSetup;
		if (pending === null) throw badRequest('Two-factor setup was not started');
		const right =
			pending.method === 'totp'
				? isTotp(account, pending.totpSecret, code)
				: this.#takeMailedCode(account, code, 'setup');
		if (!right) return undefined;
		const codes = Array.from({ length: BACKUP_CODES }, createBackupCode);
		account.secondFactor = pending.method;
		account.secondFactorSuspended = false;
		account.totpSecret = pending.totpSecret;
		account.pendingSetup = null;
		account.backupCodes = new Set(codes);
		return codes;
	}

	remove(account: Account): void {
		account.secondFactor = null;
		account.secondFactorSuspended = false;
		account.totpSecret = null;
		account.pendingSetup = null;
		account.backupCodes.clear();
	}

	#takeMailedCode(account: Account, code: string, purpose: Purpose): boolean {
		const key = `${purpose} ${account.id}`;
		const mailed = this.#mailedCodes.get(key);
		if (mailed === undefined || mailed.code !== code || mailed.expiresAt < sandboxClock.now())
			return false;
		this.#mailedCodes.delete(key);
		return true;
	}
}

/** Whether logging in takes a second step. */
export function hasSecondFactor(account: Account): boolean {
	return account.secondFactor !== null && !account.secondFactorSuspended;
}

function isTotp(account: Account, secret: string | null, code: string): boolean {
	return (
		secret !== null &&
		/^\d{6}$/.test(code) &&
		totpOf(account, secret).validate({ token: code, window: 1 }) !== null
	);
}

function totpOf(account: Account, secret: string): TOTP {
	return new TOTP({
		issuer: 'XC Scribe',
		label: account.email,
		secret: Secret.fromBase32(secret),
		algorithm: 'SHA1',
		digits: 6,
		period: 30,
	});
}

function createBackupCode(): string {
	const hex = randomBytes(4).toString('hex');
	return `${hex.slice(0, 4)}-${hex.slice(4)}`;
}
