import { catalogueProducts } from '../catalogue/shopCatalogue.mts';
import type { Environment, SimulatedProvider } from '../provider.mts';
import { keepBodiesRaw } from '../serving/operation.mts';
import { PaidWork } from '../serving/paidWork.mts';
import { answerRefusals } from '../serving/refusal.mts';
import { ApiKeys, demoWorkspaces } from './apiKeys.mts';
import type { ApiKey } from './apiKeys.mts';
import { authenticate, authRoutes } from './auth.mts';
import type { Context } from './context.mts';
import { invalidRequest, limitExceeded, refuse } from './errors.mts';
import { generationRoutes } from './generationRoutes.mts';
import { createWorkspace } from './inventory.mts';
import type { Workspace } from './inventory.mts';
import { createInventoryControl } from './inventoryControl.mts';
import type { InventoryControl } from './inventoryControl.mts';
import { inventoryRoutes } from './inventoryRoutes.mts';
import { jobRoutes } from './jobRoutes.mts';
import { Jobs } from './jobs.mts';
import { PlanBudget } from './plans.mts';
import { Tokens } from './tokens.mts';

export interface Cypien extends SimulatedProvider {
	inventory: InventoryControl;
}

/** The provider Cypien. */
export function createCypien(environment: Environment): Cypien {
	const { timings, shop } = environment;
	const keys = new ApiKeys();
	const tokens = new Tokens();
	const workspaces = new Map<number, Workspace>();
	const budgets = new Map<string, PlanBudget>();
	const budgetOf = (key: ApiKey): PlanBudget => {
		const budget = budgets.get(key.id) ?? new PlanBudget(key.plan, timings.rateLimitScale);
		budgets.set(key.id, budget);
		return budget;
	};
	const context: Context = {
		environment,
		keys,
		tokens,
		workspaces,
		budgetOf,
		jobs: new Jobs(timings),
		paid: new PaidWork(),
		logins: 0,
		dialect: {
			name: 'cypien',
			wrongTypeStatus: 400,
			authenticate: (request) => authenticate(request, { keys, tokens, workspaces }),
			invalid: (_part, issues) => invalidRequest(issues),
			problem: (status, message) => refuse(status, message),
		},
	};
	return {
		name: context.dialect.name,
		prefix: '/cypien',
		plugin: async (server) => {
			keepBodiesRaw(server);
			answerRefusals(server, context.dialect.problem);
			authRoutes(server, context);
			inventoryRoutes(server, context);
			generationRoutes(server, context);
			jobRoutes(server, context);
		},
		reset: () => {
			context.jobs.reset();
			context.paid.reset();
			context.logins = 0;
			keys.reset();
			budgets.clear();
			for (const { hasProducts, ...workspace } of demoWorkspaces) {
				const products = hasProducts ? catalogueProducts(shop) : [];
				workspaces.set(workspace.id, createWorkspace(workspace, products));
			}
		},
		expireTokens: () => tokens.expireAll(),
		// The unit is requests left today, for every API key.
		setBalance: (requests) => {
			for (const { id } of demoWorkspaces) {
				for (const key of keys.ofWorkspace(id)) budgetOf(key).dailyRemaining = requests;
			}
		},
		refusals: {
			expiredToken: () => refuse(401, 'Invalid or expired token'),
			tooManyRequests: () => limitExceeded('CONCURRENT', 'Too many requests at once'),
		},
		close: () => context.jobs.stop(),
		statistics: () => ({ logins: context.logins, ...context.paid.statistics() }),
		mails: () => [],
		inventory: createInventoryControl(workspaces),
	};
}
