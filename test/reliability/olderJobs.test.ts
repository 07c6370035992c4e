import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { z } from 'zod';

import { XcScribe } from '../../nodes/XcScribe/XcScribe.node';
import { forgetLanes } from '../../nodes/shared/http/lanes';
import { speedUpClock } from '../engine/fastClock';
import { runNode } from '../engine/harness';
import { byId } from '../engine/xcScribe/support';
import { newProjects, Stage } from './stage';

const jobStarted = z.object({ job_id: z.string() });
/** Seconds pass in no time. */
const SPEED = 20;
const OLDER_MS = 10_000;

let stage: Stage;

beforeAll(async () => {
	stage = await Stage.set();
});

afterEach(forgetLanes);

afterAll(async () => {
	await stage.sandbox.close();
});

it('The older job of a project is not taken for that of a request that never arrived', async () => {
	const [projectId = ''] = await newProjects(stage, 1);
	const path = `/api/v1/projects/${projectId}/jobs`;
	const body = { job_type: 'generation', payload: { content_type: 'product_description' } };
	await stage.call(jobStarted, 'xcScribe', path, { method: 'POST', body });
	// The node believes that time has passed since then.
	speedUpClock(SPEED, Date.now() + OLDER_MS);
	stage.sandbox.injectFault({
		operation: 'xcScribe.job.create',
		fault: { kind: 'reset-before-reply' },
	});
	const result = await runNode({
		node: new XcScribe(),
		parameters: {
			resource: 'job',
			operation: 'create',
			projectId: byId(projectId),
			jobType: 'generation',
			contentType: 'product_description',
			waitForCompletion: false,
		},
		credentials: stage.accounts.xcScribe,
		onError: 'continueRegularOutput',
	});
	expect(result.json).toEqual([
		{ error: expect.any(String), details: expect.objectContaining({ kind: 'outcome-unknown' }) },
	]);
});
