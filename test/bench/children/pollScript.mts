// The same look as a plain script: all ids in a JSON array, which the next look is compared with.

import { z } from 'zod';
import { answerQuestions } from '../measuring/answers.mts';
import { measurePoll } from '../measuring/poll.mts';
import { PollSettings, STATUS, type PollResult } from './polls.mts';
import { connect } from './scripts/connection.mts';

const { apiUrl, project } = PollSettings.parse(JSON.parse(process.argv[2] ?? '{}'));

const Ids = z.array(z.string());
const connected = connect(apiUrl, 1);
let state = '[]';

async function look(): Promise<Pick<PollResult, 'found' | 'stateBytes'>> {
	const api = await connected;
	const items = await api.get(`/api/v1/projects/${project}/items?status=${STATUS}`);
	const known = new Set(Ids.parse(JSON.parse(state)));
	const ids = Array.isArray(items) ? items.map(idOf) : [];
	const found = ids.filter((id) => !known.has(id)).length;
	state = JSON.stringify(ids);
	return { found, stateBytes: Buffer.byteLength(state) };
}

function idOf(item: unknown): string {
	return typeof item === 'object' && item !== null ? String(Reflect.get(item, 'id')) : '';
}

answerQuestions({
	warmUp: async () => {
		await look();
		await look();
	},
	poll: async (): Promise<PollResult> => await measurePoll(look),
});
