import { createHash, randomUUID } from 'node:crypto';
import { demoApiKey } from './accounts.mts';
import type { Role } from './accounts.mts';

export const aiKeyNames = ['anthropic', 'deepseek', 'google'] as const;
export type AiKeyName = (typeof aiKeyNames)[number];

export interface Organization {
	id: string;
	name: string;
	slug: string;
	settings: Record<string, unknown>;
	address: string | null;
	phoneNumber: string | null;
	taxId: string | null;
	billingEmail: string | null;
	/** Which keys of its own the organization has stored; the keys themselves are not kept. */
	ownAiKeys: Set<AiKeyName>;
	enforceTwoFactor: boolean;
	createdAt: string;
}

/** A tone of the organization's own; `id` is chosen by its author. */
export interface Tone {
	id: string;
	name: string;
	description: string | null;
	systemPrompt: string;
}

export interface ApiKey {
	id: string;
	name: string;
	/** The key itself is not kept. */
	hash: string;
	isActive: boolean;
	lastUsedAt: string | null;
	createdAt: string;
}

export interface Invitation {
	id: string;
	email: string;
	role: Role;
	status: 'pending' | 'accepted' | 'revoked';
	/** The token itself is only mailed. */
	tokenHash: string;
	invitedByEmail: string;
	createdAt: string;
	expiresAt: string;
	acceptedAt: string | null;
}

/** One text that was generated and paid. */
export interface UsageRecord {
	id: string;
	aiProvider: string;
	aiModel: string;
	contentType: string;
	inputTokens: number;
	outputTokens: number;
	/** Units of the ledger. */
	spent: number;
	/** US dollars. */
	costEstimate: number;
	createdAt: string;
}

export function createOrganization(): Organization {
	return {
		id: 'b0000000-0000-4000-8000-000000000001',
		name: 'Alpenglow',
		slug: 'alpenglow',
		settings: {},
		address: null,
		phoneNumber: null,
		taxId: null,
		billingEmail: null,
		ownAiKeys: new Set(),
		enforceTwoFactor: false,
		createdAt: '2026-01-15T09:30:00.000Z',
	};
}

export function createApiKey(name: string, secret: string): ApiKey {
	return {
		id: randomUUID(),
		name,
		hash: hashSecret(secret),
		isActive: true,
		lastUsedAt: null,
		createdAt: new Date().toISOString(),
	};
}

export function createDemoApiKey(): ApiKey {
	return createApiKey('Sandbox demo key', demoApiKey);
}

export function hashSecret(secret: string): string {
	return createHash('sha256').update(secret).digest('base64url');
}
