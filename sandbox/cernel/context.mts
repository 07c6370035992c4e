import type { Dialect } from '../serving/operation.mts';
import type { JobQueue } from './jobQueue.mts';
import type { Knowledge } from './knowledge.mts';
import type { Limits } from './limits.mts';

/** Who calls: the holder of the token. */
export interface Caller {
	token: string;
}

/** Everything that a route of Cernel works with. */
export interface Context {
	dialect: Dialect<Caller>;
	knowledge: Knowledge;
	limits: Limits;
	queue: JobQueue;
}
