import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { ApiCounts } from '../children/api/settings.mts';
import { PollResult } from '../children/polls.mts';
import { withApi, type Api } from '../measuring/api.mts';
import { Child } from '../measuring/childProcess.mts';
import { prepareEngineFolder } from '../measuring/engineFolder.mts';
import { alternate, figures, type Comparison, type Row } from '../measuring/row.mts';

const SCRIPT = fileURLToPath(new URL('../children/pollScript.mts', import.meta.url));

const ITEMS = 10_000;
/** From one poll to the next so many items reach the status, and as many leave it. */
const MOVING = 5;
/** One after the other, in each run. */
const POLLS = 5;
/** What a garbage collection leaves behind differs by less. */
const TOLERANCE_MEGABYTES = 1;

const PROJECT = `items-${ITEMS}-${MOVING}`;

type Poll = PollResult & Pick<ApiCounts, 'requests'>;

/** A poll of a long list in which little has changed, beside a script that does nothing but compare it. */
export const pollRow: Row = {
	name: 'poll',
	async run(context) {
		const { product, program, env } = await prepareEngineFolder(context.tarball);
		const programs = { ours: await program('poll'), script: SCRIPT };
		const results = await withApi({}, async (api) =>
			alternate(['ours', 'script'], context, async (name) => {
				const settings = { apiUrl: api.url, project: PROJECT, product };
				const child = new Child(programs[name], {
					args: [JSON.stringify(settings)],
					env,
					nodeOptions: ['--expose-gc'],
				});
				try {
					await child.ask('warmUp', z.null());
					return await pollAgainAndAgain(child, api);
				} finally {
					await child.stop();
				}
			}),
		);
		return [compare(results.get('ours')?.flat() ?? [], results.get('script')?.flat() ?? [])];
	},
};

/** @throws Error when a poll has not found what is new */
async function pollAgainAndAgain(child: Child, api: Api<ApiCounts>): Promise<Poll[]> {
	const polls: Poll[] = [];
	while (polls.length < POLLS) {
		await api.reset();
		const poll = await child.ask('poll', PollResult);
		if (poll.found !== MOVING) throw new Error(`${poll.found} of ${MOVING} items were found`);
		const { requests } = await api.counts();
		polls.push({ ...poll, requests });
	}
	return polls;
}

function compare(ours: readonly Poll[], peer: readonly Poll[]): Comparison {
	const figure = figures(ours, peer);
	return {
		title: `A poll of ${ITEMS.toLocaleString('en')} items of 1 kB, ${2 * MOVING} of them changed`,
		ours: 'XC Scribe Trigger',
		peer: 'a plain undici script that keeps all ids',
		note: `${POLLS} polls a run; ours in n8n's own context of a poll, with what n8n prepares for it`,
		measurements: [
			figure('requests', 'count', ({ requests }) => requests, { value: 1 }),
			figure('time', 'ms', ({ wallMs }) => wallMs),
			figure('CPU', 'ms', ({ cpuMs }) => cpuMs),
			figure('state', 'bytes', ({ stateBytes }) => stateBytes),
			figure('state for an item', 'bytes', ({ stateBytes }) => stateBytes / ITEMS),
			figure('memory still in use afterwards', 'MB', ({ keptMegabytes }) => keptMegabytes, {
				value: TOLERANCE_MEGABYTES,
			}),
		],
	};
}
