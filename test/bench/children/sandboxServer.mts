// A provider of the sandbox with its documented limits, its time running faster than real time.

import { startSandbox, type Sandbox } from '../../../sandbox/server.mts';
import { answerQuestions } from '../measuring/answers.mts';
import { LimitedSettings, type LimitedCounts } from './api/limited.mts';

const { provider, speed, jobSeconds } = LimitedSettings.parse(JSON.parse(process.argv[2] ?? '{}'));

/** The operations that are paid for. */
const SUBMISSION = { cernel: 'cernel.product.generate', productAi: 'productAi.image.generate' };
const PREFIX = { cernel: '/cernel', productAi: '/product-ai' };

let sandbox: Sandbox | undefined;

function running(): Sandbox {
	if (sandbox === undefined) throw new Error('The sandbox does not run yet');
	return sandbox;
}

answerQuestions({
	listen: async () => {
		const jobMs = (jobSeconds * 1000) / speed;
		sandbox = await startSandbox({
			timings: {
				rateLimitScale: 1 / speed,
				// A job then takes as long however many elements it has.
				jobQueueMs: jobMs,
				generationMsPerItem: 0,
				imageMs: 0,
			},
		});
		return { url: `${sandbox.url}${PREFIX[provider]}` };
	},
	reset: () => running().reset(),
	counts: (): LimitedCounts => {
		const { total, operations, statuses, duplicates } = running().requests();
		return {
			requests: total,
			refused: statuses['429'] ?? 0,
			submissions: operations[SUBMISSION[provider]] ?? 0,
			duplicates: duplicates.generated_items,
		};
	},
});
