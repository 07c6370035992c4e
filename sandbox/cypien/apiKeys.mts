import { randomBytes, randomUUID } from 'node:crypto';
import { forbidden, notFound } from './errors.mts';
import type { PlanName } from './plans.mts';

export const permissions = [
	'generate_tags',
	'generate_content',
	'generate_title',
	'generate_google_feed',
	'view_analytics',
	'manage_brands',
] as const;

export type Permission = (typeof permissions)[number];

export interface ApiKey {
	id: string;
	name: string;
	/** The secret itself, shown once. */
	secret: string;
	permissions: readonly Permission[];
	plan: PlanName;
	workspaceIds: readonly number[];
	createdAt: string;
	lastUsedAt: string | null;
}

/** The key that is always there. */
export const demoApiKey = 'cyp_sandbox_0123456789abcdef';

/** The workspaces of the demo key: one with the shop's products, one with none. */
export const demoWorkspaces = [
	{ id: 123, name: 'Alpenglow (simulated)', hasProducts: true },
	{ id: 124, name: 'Empty workspace', hasProducts: false },
];

/** The API keys, with the demo key at the start. */
export class ApiKeys {
	#keys = new Map<string, ApiKey>();

	reset(): void {
		this.#keys.clear();
		this.#add({
			// A fixed id: tokens of the demo key outlive a reset.
			id: 'key_demo',
			name: 'Sandbox',
			secret: demoApiKey,
			permissions,
			plan: 'enterprise',
			workspaceIds: demoWorkspaces.map(({ id }) => id),
		});
	}

	create(order: Pick<ApiKey, 'name' | 'permissions' | 'plan' | 'workspaceIds'>): ApiKey {
		return this.#add({
			...order,
			id: randomUUID(),
			secret: `cyp_${randomBytes(16).toString('hex')}`,
		});
	}

	findById(id: string): ApiKey | undefined {
		return this.#keys.get(id);
	}

	findBySecret(secret: string): ApiKey | undefined {
		return [...this.#keys.values()].find((key) => key.secret === secret);
	}

	ofWorkspace(workspaceId: number): ApiKey[] {
		return [...this.#keys.values()].filter((key) => key.workspaceIds.includes(workspaceId));
	}

	/** Deletes a key of the workspace; its tokens open nothing any more. Throws the 404. */
	delete(id: string, workspaceId: number): void {
		const key = this.#keys.get(id);
		if (key === undefined || !key.workspaceIds.includes(workspaceId)) throw notFound('API key');
		this.#keys.delete(id);
	}

	#add(order: Omit<ApiKey, 'createdAt' | 'lastUsedAt'>): ApiKey {
		const key: ApiKey = { ...order, createdAt: new Date().toISOString(), lastUsedAt: null };
		this.#keys.set(key.id, key);
		return key;
	}
}

/** Throws the 403 of a key that must not do this. */
export function requirePermission(key: ApiKey, permission: Permission): void {
	if (!key.permissions.includes(permission)) {
		throw forbidden(`The API key lacks the permission ${permission}`);
	}
}

/** Throws the 403 of a key that does not belong to the workspace. */
export function requireWorkspace(key: ApiKey, workspaceId: number): void {
	if (!key.workspaceIds.includes(workspaceId)) {
		throw forbidden(`The API key has no access to workspace ${workspaceId}`);
	}
}
