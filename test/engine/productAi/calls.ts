import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { ProductAiTrigger } from '../../../nodes/ProductAi/ProductAiTrigger.node';
import { setStage, type Stage } from '../polls';
import {
	CredentialStore,
	PublishedTrigger,
	type Delivery,
	type DeliveryOptions,
} from '../triggers';
import { sendJson, type Answer } from '../xcScribe/support';
import { entry, JOB, reply } from './support';

export const API_KEY = 'pk_live_0123456789';

/** A job as ProductAI shows it. */
export const jobRecord = (id: number, status: string, more: IDataObject = {}): IDataObject => ({
	id,
	status,
	prompt: 'On marble',
	...more,
});

export const JOB_NOT_FOUND: IDataObject = { name: 'ApiError', message: 'JOB_NOT_FOUND' };

/** ProductAI with these jobs, and a trigger that it calls. */
export class Receiver {
	/** Jobs by ID. A list is what the job is at one look after the other, the last entry for ever. */
	readonly jobs = new Map<string, IDataObject[]>();

	private constructor(
		readonly stage: Stage,
		readonly trigger: PublishedTrigger,
	) {}

	/** @param data overrides what the user entered into the credential */
	static async start(
		parameters: INodeParameters = {},
		data: Record<string, string> = {},
	): Promise<Receiver> {
		const answers: Answer[] = [];
		const stage = await setStage((...call) => answers[0]?.(...call));
		const { type, data: entered } = entry(stage.server.url, API_KEY);
		const trigger = new PublishedTrigger({
			node: new ProductAiTrigger(),
			parameters,
			credentials: new CredentialStore([{ type, data: { ...entered, ...data } }]),
		});
		const receiver = new Receiver(stage, trigger);
		answers.push(receiver.answer);
		return receiver;
	}

	/** How often a job was looked at, or all of them. */
	looks(id = ''): number {
		const { arrived } = this.stage.server;
		return arrived.filter(({ path }) => (id === '' ? path.startsWith(JOB) : path === JOB + id))
			.length;
	}

	/** ProductAI calls with this body. */
	async call(body: object | string, more: DeliveryOptions = {}): Promise<Delivery> {
		return await this.trigger.deliver({ body, contentType: 'application/json', ...more });
	}

	/** ProductAI says that this job has ended well. */
	async success(id: string | number, more: DeliveryOptions = {}): Promise<Delivery> {
		const body = { status: 'success', image_url: 'https://liar.example/1.jpg', job_id: id };
		return await this.call(body, more);
	}

	private readonly answer: Answer = ({ path }, response) => {
		const states = this.jobs.get(path.slice(JOB.length));
		const state = states !== undefined && states.length > 1 ? states.shift() : states?.[0];
		if (state === undefined) sendJson(response, JOB_NOT_FOUND, 404);
		else sendJson(response, reply(state));
	};
}

/** The JSON that a call started the workflow with. */
export const jsonOf = ({ started }: Delivery): IDataObject[] | undefined =>
	started?.map(({ json }) => json);
