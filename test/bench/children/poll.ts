// The XC Scribe Trigger in n8n's own context of polls. What it is asked for comes from the rows.

import 'reflect-metadata';

import { join } from 'node:path';

import { CredentialStore, PublishedTrigger } from '../../engine/triggers';
import { answerQuestions } from '../measuring/answers.mts';
import { measurePoll } from '../measuring/poll.mts';
import { startExpressions } from './expressions';
import { loadCredential, loadNode } from './modules';
import { PollSettings, STATUS, type PollResult } from './polls.mts';
import { byId, xcScribeAccount } from './works/xcScribe';

const { product, apiUrl, project } = PollSettings.parse(JSON.parse(process.argv[2] ?? '{}'));
const { className, data } = xcScribeAccount({ apiUrl });

const trigger = new PublishedTrigger({
	node: loadNode(join(product, 'dist/nodes/XcScribe/XcScribeTrigger.node.js'), 'XcScribeTrigger'),
	credentials: new CredentialStore([
		{
			type: loadCredential(
				join(product, `dist/credentials/${className}.credentials.js`),
				className,
			),
			data,
		},
	]),
	parameters: { events: ['itemStatus'], projectId: byId(project), itemStatuses: [STATUS] },
});

answerQuestions({
	/** Publishes it, which logs in and remembers what is there, and lets the compiler see the code once. */
	warmUp: async () => {
		await startExpressions();
		await trigger.poll();
		await trigger.poll();
	},
	poll: async (): Promise<PollResult> =>
		await measurePoll(async () => {
			const items = await trigger.poll();
			const state = JSON.stringify(trigger.saved());
			return { found: items.length, stateBytes: Buffer.byteLength(state) };
		}),
});
