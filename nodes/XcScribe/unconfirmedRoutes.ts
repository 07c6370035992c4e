import type { Operation } from '../shared/operation';

/**
 * Operations that XC Scribe's documents name without their route, and the path that siblings or conventions suggest.
 * Kept in one place, so that a path which turns out right or wrong is corrected here.
 */
export const UNCONFIRMED_PATHS = {
	auth: {
		resendTwoFactor: '/api/v1/auth/resend-2fa',
		sendDisableCode: '/api/v1/auth/2fa/send-disable-code',
	},
	config: {
		getAiProviders: '/api/v1/config/providers',
		getContentTypes: '/api/v1/config/content-types',
		getLanguages: '/api/v1/config/languages',
		getPlatforms: '/api/v1/config/platforms',
		getTones: '/api/v1/config/tones',
	},
	project: { deletePermanently: '/api/v1/projects/{project_id}/permanent' },
	user: { resetTwoFactor: '/api/v1/users/{user_id}/2fa/reset' },
} as const;

/** The table for look-ups by any resource. */
const PATHS: Readonly<Partial<Record<string, object>>> = UNCONFIRMED_PATHS;

/** Marks the operations of the table, for their errors and the documentation. */
export function markUnconfirmed(operations: readonly Operation[]): readonly Operation[] {
	return operations.map((each) =>
		Object.hasOwn(PATHS[each.resource] ?? {}, each.operation)
			? { ...each, unconfirmed: true }
			: each,
	);
}
