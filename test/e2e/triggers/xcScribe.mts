import { expect, it } from '@jest/globals';
import { z } from 'zod';

import { startReceiver, type ReceivedCall } from '../../sandbox/webhookReceiver.mts';
import { Api } from '../../sandbox/xcScribeApi.mts';
import { byId } from '../operations/steps.mts';
import { pollEverySeconds, readExample, xcScribeAccount, type Stage } from '../support.mts';
import { LiveWorkflow } from './liveWorkflow.mts';

const LIST = 'xcScribe.item.getAll';

const Id = z.object({ id: z.string() });
const Named = Id.extend({ source_data: z.object({ name: z.string() }) });
const Message = z.object({ text: z.string() });

/** A project whose items change their status as if people worked on them. */
class Project {
	readonly #api: Api;
	readonly #path: { project_id: string };
	readonly #ids: ReadonlyMap<string, string>;

	private constructor(api: Api, projectId: string, ids: ReadonlyMap<string, string>) {
		this.#api = api;
		this.#path = { project_id: projectId };
		this.#ids = ids;
	}

	static async create(url: string, names: readonly string[]): Promise<Project> {
		const api = new Api(url);
		api.token = await api.login('content');
		const body = new URLSearchParams({ name: 'Watched', platform: 'woocommerce' });
		const { id } = Id.parse(await api.call('project.create', { body }));
		const path = { project_id: id };
		const csv = ['SKU,Name', ...names.map((name) => `${name}-1,${name}`)].join('\n');
		const file = new FormData();
		file.set('file', new Blob([csv]), 'products.csv');
		await api.call('source.uploadFile', { path, body: file });
		const items = z.array(Named).parse(await api.call('item.getAll', { path }));
		return new Project(api, id, new Map(items.map((item) => [item.source_data.name, item.id])));
	}

	get id(): string {
		return this.#path.project_id;
	}

	/** All at once, so that no poll sees some of them without the others. */
	async set(status: string, ...names: string[]): Promise<void> {
		const body = { item_ids: names.map((name) => this.#ids.get(name)), status };
		await this.#api.call('item.updateBatch', { path: this.#path, body });
	}
}

/** The XC Scribe Trigger in a real n8n. */
export function xcScribeScenes(stage: () => Stage): void {
	it('XC Scribe Trigger, the example: tells of each flagging once, over a restart too', async () => {
		const { sandbox } = stage();
		const team = await startReceiver();
		const project = await Project.create(sandbox.url, ['Bag', 'Hat', 'Cap', 'Mug', 'Pan', 'Pot']);
		const example = await readExample('xc-scribe-flagged-items-alert', {
			'XC Scribe Trigger': { pollTimes: pollEverySeconds(1), projectId: byId(project.id) },
		});
		await project.set('flagged', 'Bag');

		const live = await LiveWorkflow.publish(
			stage(),
			example,
			{ xcScribeApi: xcScribeAccount(sandbox) },
			{ alertUrl: `${team.url}/alerts` },
		);
		await live.polled(LIST);
		await live.executions(0);
		await project.set('flagged', 'Hat', 'Cap');
		await live.executions(1);
		await project.set('approved', 'Cap');
		await live.polled(LIST);
		await project.set('flagged', 'Cap');
		await live.executions(2);
		await stage().restartN8n(async () => await project.set('flagged', 'Mug'));
		await live.executions(3);
		await live.polled(LIST);
		await live.turnOff();
		await project.set('flagged', 'Pan');
		await live.turnOn();
		await live.polled(LIST);
		await project.set('flagged', 'Pot');
		await live.executions(4);
		await live.polled(LIST);
		await live.executions(4);
		await live.turnOff();
		await team.close();

		expect(team.calls.map(({ method, path }) => `${method} ${path}`)).toEqual(
			Array.from({ length: 4 }, () => 'POST /alerts'),
		);
		expect(team.calls.map(textOf)).toEqual([
			'2 flagged: Hat (unknown), Cap (unknown)',
			'1 flagged: Cap (unknown)',
			'1 flagged: Mug (unknown)',
			'1 flagged: Pot (unknown)',
		]);
	});
}

function textOf({ bytes }: ReceivedCall): string {
	return Message.parse(JSON.parse(bytes.toString('utf8'))).text;
}
