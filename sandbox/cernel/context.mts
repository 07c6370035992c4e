import type { Dialect } from '../serving/operation.mts';
import type { TokenHolder } from './account.mts';
import type { JobQueue } from './jobQueue.mts';
import type { Knowledge } from './knowledge.mts';
import type { Limits } from './limits.mts';

/** Everything that a route of Cernel works with. */
export interface Context {
	dialect: Dialect<TokenHolder>;
	knowledge: Knowledge;
	limits: Limits;
	queue: JobQueue;
}
