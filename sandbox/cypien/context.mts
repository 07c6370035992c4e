import type { Environment } from '../provider.mts';
import type { Dialect } from '../serving/operation.mts';
import type { PaidWork } from '../serving/paidWork.mts';
import type { ApiKey, ApiKeys } from './apiKeys.mts';
import type { Workspace } from './inventory.mts';
import type { Jobs } from './jobs.mts';
import type { PlanBudget } from './plans.mts';
import type { Tokens } from './tokens.mts';

/** Who calls: an API key, logged in to one of its workspaces. */
export interface Caller {
	key: ApiKey;
	workspace: Workspace;
}

/** Everything that a route of Cypien works with. */
export interface Context {
	environment: Environment;
	dialect: Dialect<Caller>;
	keys: ApiKeys;
	tokens: Tokens;
	jobs: Jobs;
	paid: PaidWork;
	workspaces: Map<number, Workspace>;
	/** Successful log-ins. */
	logins: number;
	/** What an API key may still generate. */
	budgetOf(key: ApiKey): PlanBudget;
}
