import type { Environment } from '../provider.mts';
import type { Dialect } from '../serving/operation.mts';
import type { ProductAiAccount } from './account.mts';
import type { Refusals } from './errors.mts';
import type { ImageJobs } from './jobs.mts';

/** Everything that a route of ProductAI works with. There is one caller only, the demo key. */
export interface Context {
	environment: Environment;
	dialect: Dialect<undefined>;
	account: ProductAiAccount;
	refusals: Refusals;
	jobs: ImageJobs;
}
