import type { Environment } from '../provider.mts';
import type { Accounts } from './accounts.mts';
import type { JobRunner } from './jobRunner.mts';
import type { Mailbox } from './mailbox.mts';
import type { SecondFactors } from './secondFactors.mts';
import type { Store } from './store.mts';
import type { Tokens } from './tokens.mts';
import type { WorkSignal } from './workSignal.mts';

/** Everything that a route of XC Scribe works with. */
export interface Context {
	environment: Environment;
	accounts: Accounts;
	mailbox: Mailbox;
	secondFactors: SecondFactors;
	tokens: Tokens;
	store: Store;
	jobs: JobRunner;
	work: WorkSignal;
}
