import { expect, it } from '@jest/globals';
import { z } from 'zod';

import { demoToken } from '../../../sandbox/cernel/account.mts';
import { Api, until } from '../../sandbox/apiCalls.mts';
import { triggered, type WorkflowNode } from '../../../sandbox/n8n/chain.mts';
import { cernelLife } from '../operations/cernel.mts';
import { nodeType } from '../operations/steps.mts';
import { keep, pollEverySeconds, readExample, type Stage } from '../support.mts';
import { itemsOf, LiveWorkflow } from './liveWorkflow.mts';

/** A site whose texts are written in English, German and Turkish. */
const SITE = { domain: 'https://alpenglow.example', site_id: 0 };

const Queued = z.object({ job_id: z.string() });
const Row = z
	.object({
		id: z.string(),
		name: z.string(),
		language: z.string(),
		short_description: z.string(),
		description: z.string(),
		meta_title: z.string(),
		meta_description: z.string(),
		alt_text: z.string(),
		status: z.string(),
		report: z.string().nullable(),
	})
	.strict();

type Row = z.infer<typeof Row>;

const watchJobs: WorkflowNode = {
	name: 'Cernel Job Trigger',
	type: nodeType('cernelJobTrigger'),
	typeVersion: 1,
	parameters: { pollTimes: pollEverySeconds(1), output: 'results' },
};

/** Cernel's two triggers in a real n8n. */
export function cernelScenes(stage: () => Stage): void {
	const api = new Api(
		() => `${stage().sandbox.url}/cernel`,
		() => ({ authorization: `Token ${demoToken}` }),
	);

	/** Has texts written in three languages, and reads what the API says of them once the job has ended. */
	const write = async (...ids: string[]): Promise<{ jobId: string; rows: Row[] }> => {
		const products = ids.map((id) => ({ external_id: id, name: `Product ${id}` }));
		const order = { ...SITE, products };
		const { job_id: jobId } = await api.call(
			Queued,
			'POST',
			'/products/update?localize=true',
			order,
		);
		const rows = await until(async () => {
			const found = await api.call(z.array(Row), 'GET', `/jobs/${jobId}`);
			return found.length > 0 ? found : undefined;
		});
		return { jobId, rows };
	};

	it('Cernel Trigger, the example: one execution for each text that Cernel itself tells of, once', async () => {
		const { sandbox } = stage();
		const example = await readExample('cernel-on-generated-content');
		const live = await LiveWorkflow.publish(stage(), example, cernelLife.credentials(sandbox));
		const url = await live.url('Cernel Trigger');
		expect(url).toMatch(/\/product$/);
		sandbox.setWebhook('cernel', url, { kind: 'product' });
		const { jobId, rows } = await write('MUG-1', 'MUG-2-fail', 'MUG-3');
		await live.executions(rows.length);
		// Of twelve calls the 3rd, 6th, 9th and 12th come three times, the 4th, 8th and 12th with a forged signature.
		sandbox.setWebhook('cernel', url, {
			kind: 'product',
			repeat: { every: 3, copies: 2 },
			forge: { every: 4 },
		});
		const more = await write('CUP-1', 'CUP-2-fail', 'CUP-3', 'CUP-4');
		const genuine = more.rows.filter((_, index) => (index + 1) % 4 !== 0);

		const executions = await live.executions(rows.length + genuine.length);

		const all = [...rows, ...genuine];
		const written = all.filter(({ status }) => status === 'SUCCESS');
		const others = all.filter(({ status }) => status !== 'SUCCESS');
		expect(written.length).toBeGreaterThan(others.length);
		expect(new Set(all.map(({ language }) => language)).size).toBe(3);
		expect(sorted(itemsOf(executions, 'Texts for the Shop').flat())).toEqual(
			sorted(
				written.map((row) => ({
					sku: row.id,
					language: row.language,
					name: row.name,
					shortDescription: row.short_description,
					description: row.description,
					metaTitle: row.meta_title,
					metaDescription: row.meta_description,
					altText: row.alt_text,
				})),
			),
		);
		expect(sorted(itemsOf(executions, 'Not Written').flat())).toEqual(
			sorted(
				others.map(({ id, language, report }) => ({
					sku: id,
					language,
					report,
					jobId: id.startsWith('MUG') ? jobId : more.jobId,
				})),
			),
		);
		expect(sandbox.requests().webhooks['cernel']).toMatchObject({
			pending: 0,
			statuses: { 200: 9 + 9 + 6, 401: 3 + 2 },
			errors: {},
		});
		await live.turnOff();
		sandbox.setWebhook('cernel', null);
	});

	it('Cernel Job Trigger: one execution for a job with all its texts, and none for a job of the time when it was off', async () => {
		const workflow = triggered('Jobs of Cernel', watchJobs, [keep]);
		await write('BEFORE');
		const live = await LiveWorkflow.publish(
			stage(),
			workflow,
			cernelLife.credentials(stage().sandbox),
		);

		const first = await write('BAG-1', 'BAG-2-fail');
		await live.executions(1);
		await live.turnOff();
		await write('MEANWHILE');
		await live.turnOn();
		const second = await write('BOX-1');
		const executions = await live.executions(2);
		await live.polled('cernel.job.getAll');
		await live.executions(2);

		const told = (event: string, state: string, { jobId, rows }: typeof first) =>
			rows.map((row) => ({ event, job_state: state, job_id: jobId, ...row }));
		expect(itemsOf(executions, 'Keep')).toEqual([
			told('jobPartlySucceeded', 'PARTIAL_SUCCESS', first),
			told('jobSucceeded', 'SUCCESS', second),
		]);
		await live.turnOff();
	});

	it('Cernel Job Trigger: cannot be published with a wrong token, and says why', async () => {
		const { url } = stage().sandbox;
		const workflow = triggered('Jobs of nobody', watchJobs, [keep]);
		await expect(
			LiveWorkflow.publish(stage(), workflow, {
				cernelApi: { apiToken: 'wrong', baseUrl: `${url}/cernel` },
			}),
		).rejects.toThrow('"Cernel did not accept the credential: Invalid token."');
	});
}

/** The same rows in an order of their own. */
function sorted(rows: ReadonlyArray<Record<string, unknown>>): unknown[] {
	return rows.map((row) => JSON.stringify(row)).sort();
}
