import { parseArgs } from 'node:util';
import { UserError } from '../../scripts/userError.mjs';
import { errorMessage } from '../../sandbox/errorMessage.mts';

export interface BenchOptions {
	/** How often everything is measured; the table shows the median. */
	runs: number;
	/** Names of the rows to run; all of them when empty. */
	only: string[];
	/** File for all measured values. */
	json?: string;
	/** The tarball to measure, instead of one built from the sources as they are. */
	package?: string;
	help: boolean;
}

const DEFAULT_RUNS = 5;

/** What `npm run bench -- --help` says. */
export const usage = (rows: readonly string[]): string => `npm run bench -- [options]

  --runs N        how often everything is measured (default ${DEFAULT_RUNS}); the table shows medians;
                  parts that take long are measured less often, which the table says
  --only NAME     only this part, may be given several times: ${rows.join(', ')}
  --json FILE     writes machine, medians and all single values to a file
  --package FILE  measures this tarball instead of building one
  --help`;

/**
 * Reads the command line.
 *
 * @throws UserError that names what is wrong with it.
 */
export function readOptions(args: string[], rows: readonly string[]): BenchOptions {
	const { runs, only, json, package: tarball, help } = parse(args);
	const count = Number(runs);
	if (!Number.isInteger(count) || count < 1) {
		throw new UserError(`--runs takes a whole number of at least 1, not "${runs}".`);
	}
	const unknown = only.find((name) => !rows.includes(name));
	if (unknown !== undefined) {
		throw new UserError(`There is no part "${unknown}". Parts: ${rows.join(', ')}`);
	}
	return {
		runs: count,
		only,
		help,
		...(json === undefined ? {} : { json }),
		...(tarball === undefined ? {} : { package: tarball }),
	};
}

function parse(args: string[]) {
	try {
		return parseArgs({
			args,
			options: {
				runs: { type: 'string', default: String(DEFAULT_RUNS) },
				only: { type: 'string', multiple: true, default: [] },
				json: { type: 'string' },
				package: { type: 'string' },
				help: { type: 'boolean', default: false },
			},
		}).values;
	} catch (error) {
		throw new UserError(errorMessage(error), error);
	}
}
