import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { sandboxClock } from '../clock.mts';

const claimsSchema = z.object({
	sub: z.string(),
	/** `access` opens the API, `second_factor` only the second step of a log-in. */
	use: z.enum(['access', 'second_factor']),
	jti: z.string(),
	iat: z.number(),
	/** Seconds since 1970, with a fraction, so that tests can use short lifetimes. */
	exp: z.number(),
	generation: z.number(),
});

export type Claims = z.infer<typeof claimsSchema>;

/** A log-in that waits for its second factor is forgotten after this time. */
const SECOND_FACTOR_LIFETIME_MS = 5 * 60 * 1000;

/** After so many wrong codes a log-in has to start again. */
const MAX_FAILURES = 5;

/** Makes and checks signed tokens of JWT shape (HS256). The key lives as long as the sandbox. */
export class Tokens {
	readonly #key = randomBytes(32);
	#generation = 0;
	#revoked = new Set<string>();
	#failures = new Map<string, number>();
	#minimumIssue = new Map<string, number>();
	#issues = 0;

	/** Makes every token handed out so far worthless. */
	expireAll(): void {
		this.#generation += 1;
	}

	issueAccess(accountId: string, lifetimeMs: number): string {
		return this.#issue(accountId, 'access', lifetimeMs);
	}

	issueSecondFactor(accountId: string): string {
		return this.#issue(accountId, 'second_factor', SECOND_FACTOR_LIFETIME_MS);
	}

	/** The claims of a token that is genuine, in time and not revoked; otherwise undefined. */
	verify(token: string, use: Claims['use']): Claims | undefined {
		const [header, payload, signature, ...rest] = token.split('.');
		if (!header || !payload || !signature || rest.length > 0) return undefined;
		const expected = this.#sign(`${header}.${payload}`);
		const given = Buffer.from(signature);
		if (given.length !== expected.length || !timingSafeEqual(given, Buffer.from(expected))) {
			return undefined;
		}
		const claims = claimsSchema.parse(
			JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')),
		);
		const valid =
			claims.use === use &&
			claims.exp * 1000 > sandboxClock.now() &&
			claims.generation === this.#generation &&
			!this.#revoked.has(claims.jti) &&
			issueNumber(claims.jti) > (this.#minimumIssue.get(claims.sub) ?? 0);
		return valid ? claims : undefined;
	}

	revoke(claims: Claims): void {
		this.#revoked.add(claims.jti);
	}

	/** Counts a wrong code against a temporary token; too many revoke it. */
	recordFailure(claims: Claims): void {
		const failures = (this.#failures.get(claims.jti) ?? 0) + 1;
		this.#failures.set(claims.jti, failures);
		if (failures >= MAX_FAILURES) this.revoke(claims);
	}

	/** Revokes all tokens of an account issued so far. */
	revokeAll(accountId: string): void {
		this.#minimumIssue.set(accountId, this.#issues);
	}

	#issue(accountId: string, use: Claims['use'], lifetimeMs: number): string {
		this.#issues += 1;
		const now = sandboxClock.now();
		const claims: Claims = {
			sub: accountId,
			use,
			jti: `${this.#issues}-${randomUUID()}`,
			iat: Math.floor(now / 1000),
			exp: (now + lifetimeMs) / 1000,
			generation: this.#generation,
		};
		const content = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
		return `${content}.${this.#sign(content)}`;
	}

	#sign(content: string): string {
		return createHmac('sha256', this.#key).update(content).digest('base64url');
	}
}

function encode(value: unknown): string {
	return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function issueNumber(jti: string): number {
	return Number(jti.split('-', 1)[0]);
}
