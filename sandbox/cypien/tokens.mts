import { randomBytes } from 'node:crypto';
import { sandboxClock } from '../clock.mts';

/** What a token stands for. */
export interface Session {
	keyId: string;
	workspaceId: number;
}

/** Hands out access tokens in the form of a JWT, and knows them again. They outlive a reset. */
export class Tokens {
	#sessions = new Map<string, Session & { expiresAt: number }>();

	/** Makes every token handed out so far worthless. */
	expireAll(): void {
		this.#sessions.clear();
	}

	issue(session: Session, lifetimeMs: number): string {
		const now = sandboxClock.now();
		const expiresAt = now + lifetimeMs;
		const token = [
			encode({ alg: 'HS256', typ: 'JWT' }),
			encode({
				sub: session.keyId,
				workspaceId: session.workspaceId,
				iat: Math.floor(now / 1000),
				exp: Math.floor(expiresAt / 1000),
			}),
			// Nobody but the sandbox checks a token, and it looks it up: any secret text will do.
			randomBytes(32).toString('base64url'),
		].join('.');
		this.#sessions.set(token, { ...session, expiresAt });
		return token;
	}

	/** The session of a token that was handed out and is in time. */
	find(token: string): Session | undefined {
		const session = this.#sessions.get(token);
		return session !== undefined && session.expiresAt > sandboxClock.now() ? session : undefined;
	}
}

function encode(value: unknown): string {
	return Buffer.from(JSON.stringify(value)).toString('base64url');
}
