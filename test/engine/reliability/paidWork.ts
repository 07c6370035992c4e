import type { ServerResponse } from 'node:http';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { z } from 'zod';

import { CernelApi } from '../../../credentials/CernelApi.credentials';
import { XcScribePluginApi } from '../../../credentials/XcScribePluginApi.credentials';
import { Cernel } from '../../../nodes/Cernel/Cernel.node';
import * as cypien from '../cypien/support';
import { toText } from '../guards';
import { CredentialStore, type RunOptions } from '../harness';
import * as productAi from '../productAi/support';
import {
	account,
	byId,
	jobRecord,
	jsonBody,
	numbered,
	scribe,
	sendJson,
	startServer,
	type Arrived,
	type TestServer,
} from '../xcScribe/support';

export const SHOP = 'https://shop.example.com';

/** n8n's Retry On Fail with two tries and no pause to speak of. */
export const RETRY = { maxTries: 2, waitBetweenTries: 1 };

/** What a provider says about the jobs that it took. */
export interface Jobs {
	/** The job that a request for a piece of work starts now; each gets a number of its own. */
	start(work: number): number;
	/** The jobs whose reply was delivered, oldest first. */
	known(): number[];
	isFailing(job: number): boolean;
}

/** A call that must not be carried out twice, as five requests for five pieces of work, 0 to 4. */
export interface PaidWork {
	name: string;
	input: INodeExecutionData[];
	/** The provider starts a job for each request. */
	hasJobs: boolean;
	run(url: string, more?: Partial<RunOptions>): RunOptions;
	/** Other values of the same fields. */
	changed: INodeParameters;
	/** The piece of work that a request asks for; undefined for one that asks for none. */
	workOf(arrived: Arrived): number | undefined;
	/** Answers as the provider does when all is well. */
	reply(arrived: Arrived, response: ServerResponse, jobs: Jobs): void;
	/** The number of the input item that an output row is about, where the row tells. */
	itemOf?(row: IDataObject): number;
}

/** The last digits of a text, which stand for the piece of work. */
const numberIn = (value: unknown): number => Number(/(\d+)\D*$/.exec(String(value))?.[1]);

/** The piece of work that the nth job is about. */
const workOfJob = (job: number): number => Math.floor(job / 10);

const PROJECTS = '/api/v1/projects/';

const create: PaidWork = {
	name: 'XC Scribe job.create',
	input: numbered(5),
	hasJobs: true,
	run: (url, { parameters, ...more } = {}) =>
		scribe('job.create', {
			credentials: account(url),
			input: numbered(5),
			...more,
			parameters: {
				jobType: 'generation',
				specifyPayload: 'json',
				payload: '={{ { n: $json.n } }}',
				...parameters,
			},
		}),
	changed: { payload: '={{ { tone: "warm", n: $json.n } }}' },
	workOf: (arrived) =>
		arrived.method === 'POST'
			? z.object({ payload: z.object({ n: z.number() }) }).parse(jsonBody(arrived)).payload.n
			: undefined,
	reply(arrived, response, jobs) {
		const work = create.workOf(arrived);
		if (work !== undefined) {
			sendJson(response, { job_id: String(jobs.start(work)), status: 'queued' }, 202);
		} else if (arrived.path.startsWith(PROJECTS)) sendJson(response, []);
		else {
			const job = numberIn(arrived.path);
			const status = jobs.isFailing(job) ? 'failed' : 'completed';
			sendJson(response, jobRecord(String(job), status, { result: { n: workOfJob(job) } }));
		}
	},
	itemOf: ({ result }) => z.object({ n: z.number() }).parse(result).n,
};

const description: PaidWork = {
	name: 'XC Scribe plugin.generateDescription',
	input: numbered(5),
	hasJobs: false,
	run: (url, { parameters, ...more } = {}) =>
		scribe('plugin.generateDescription', {
			credentials: new CredentialStore([
				{ type: new XcScribePluginApi(), data: { apiKey: 'xcs-key-1', baseUrl: url } },
			]),
			input: numbered(5),
			...more,
			parameters: {
				source: 'woocommerce',
				productTitle: '={{ "Kettle " + $json.n }}',
				...parameters,
			},
		}),
	changed: { productTitle: '={{ "Tea kettle " + $json.n }}' },
	workOf: (arrived) => numberIn(jsonBody(arrived).product_title),
	reply: (arrived, response) =>
		sendJson(response, {
			content: `A text about ${toText(jsonBody(arrived).product_title)}`,
			tokens_used: 10,
			xct_cost: '1',
			remaining_balance: '99',
		}),
	itemOf: ({ content }) => numberIn(content),
};

const numbersSchema = z.object({ products: z.array(z.object({ number: z.string() })) });

/** The product numbers of a request to Cernel. */
export const productsOf = (arrived: Arrived): string[] =>
	numbersSchema.parse(jsonBody(arrived)).products.map(({ number }) => number);

/** A run of Cernel's product.generate for products `p0`, `p1`, … in requests of so many. */
export const cernelRun = (
	url: string,
	batchSize: number,
	{ parameters, ...more }: Partial<RunOptions> = {},
): RunOptions => ({
	node: new Cernel(),
	credentials: new CredentialStore([
		{ type: new CernelApi(), data: { apiToken: 'secret-token', baseUrl: url } },
	]),
	...more,
	parameters: {
		resource: 'product',
		operation: 'generate',
		domain: byId(SHOP),
		siteId: byId('0'),
		number: '={{ "p" + $json.n }}',
		options: { batchSize },
		...parameters,
	},
});

/** Ten products in requests of two. */
const products: PaidWork = {
	name: 'Cernel product.generate',
	input: numbered(10),
	hasJobs: true,
	run: (url, more) => cernelRun(url, 2, { input: numbered(10), ...more }),
	changed: { siteId: byId('543') },
	workOf: (arrived) =>
		arrived.method === 'POST' ? numberIn(productsOf(arrived)[0]) / 2 : undefined,
	reply(arrived, response, jobs) {
		const work = products.workOf(arrived);
		if (work !== undefined) {
			sendJson(response, { status: 'queued', job_id: `job-${jobs.start(work)}` }, 202);
		} else if (arrived.path === '/jobs') {
			const results = jobs.known().map((job) => ({
				job_id: `job-${job}`,
				job_state: jobs.isFailing(job) ? 'FAILURE' : 'SUCCESS',
			}));
			sendJson(response, { results });
		} else {
			const first = workOfJob(numberIn(arrived.path)) * 2;
			sendJson(
				response,
				[first, first + 1].map((n) => ({ id: `p${n}`, language: 'Danish' })),
			);
		}
	},
	itemOf: ({ id }) => numberIn(id),
};

const image: PaidWork = {
	name: 'ProductAI image.generate',
	input: numbered(5),
	hasJobs: true,
	run: (url, { parameters, ...more } = {}) =>
		productAi.run('image.generate', {
			credentials: productAi.account(url),
			input: numbered(5),
			...more,
			parameters: { prompt: '={{ "On marble " + $json.n }}', ...parameters },
		}),
	changed: { prompt: '={{ "On wood " + $json.n }}' },
	workOf: (arrived) => (arrived.method === 'POST' ? numberIn(jsonBody(arrived).prompt) : undefined),
	reply(arrived, response, jobs) {
		const work = image.workOf(arrived);
		const id = work === undefined ? numberIn(arrived.path) : jobs.start(work);
		const ended = jobs.isFailing(id) ? 'ERROR' : 'COMPLETED';
		const status = work === undefined ? ended : 'RUNNING';
		sendJson(
			response,
			productAi.reply({ id, status, image_url: `https://cdn.example/${workOfJob(id)}` }),
		);
	},
	itemOf: ({ image_url: url }) => numberIn(url),
};

const texts: PaidWork = {
	name: 'Cypien content.generate',
	input: numbered(5),
	hasJobs: true,
	run: (url, { parameters, ...more } = {}) =>
		cypien.run('content.generate', {
			credentials: cypien.account(url),
			input: numbered(5),
			...more,
			parameters: { language: '={{ "tr-00" + $json.n }}', ...parameters },
		}),
	changed: { language: '={{ "de-00" + $json.n }}' },
	workOf: (arrived) =>
		arrived.method === 'POST' ? numberIn(jsonBody(arrived).language) : undefined,
	reply(arrived, response, jobs) {
		const work = texts.workOf(arrived);
		if (work !== undefined) sendJson(response, cypien.queued(String(jobs.start(work))));
		else {
			const job = numberIn(arrived.path);
			const state = jobs.isFailing(job) ? 'failed' : 'completed';
			sendJson(response, cypien.jobRecord(String(job), state));
		}
	},
	itemOf: ({ job_id: job }) => workOfJob(numberIn(job)),
};

const inProjects = (prefix: string): INodeParameters => ({
	projectId: byId(`={{ "${prefix}-" + $json.n }}`),
});

const stream: PaidWork = {
	name: 'XC Scribe content.generateStream',
	input: numbered(5),
	hasJobs: false,
	run: (url, { parameters, ...more } = {}) =>
		scribe('content.generateStream', {
			credentials: account(url),
			input: numbered(5),
			...more,
			parameters: { ...inProjects('p'), ...parameters },
		}),
	changed: inProjects('q'),
	workOf: ({ path }) => numberIn(path),
	reply({ path }, response) {
		response.writeHead(200, { 'content-type': 'text/event-stream' });
		response.end(`event: done\ndata: {"n": ${numberIn(path)}}\n\n`);
	},
	itemOf: ({ data }) => z.object({ n: z.number() }).parse(data).n,
};

const removal: PaidWork = {
	name: 'XC Scribe project.softDelete',
	input: numbered(5),
	hasJobs: false,
	run: (url, { parameters, ...more } = {}) =>
		scribe('project.softDelete', {
			credentials: account(url),
			input: numbered(5),
			...more,
			parameters: { ...inProjects('p'), ...parameters },
		}),
	changed: inProjects('q'),
	workOf: ({ path }) => numberIn(path),
	reply: (_, response) => response.writeHead(204).end(),
};

/** Calls that charge or make something anew each time. */
export const PURCHASES: PaidWork[] = [create, description, products, image, texts, stream];

/** All calls that must not be carried out twice. */
export const PAID_WORKS: PaidWork[] = [...PURCHASES, removal];

/** What befalls a request for a piece of work. */
export type Fate =
	/** All is well. */
	| 'accepted'
	/** The provider says no, and does nothing. */
	| 'refused'
	/** It is carried out, and the connection breaks before the reply. */
	| 'reply lost';

/** A provider that counts what it was asked for and what it carried out. */
export class PaidServer {
	/** How often each piece of work was asked for. */
	readonly asked = new Map<number, number>();
	/** How often each piece of work was carried out, which is what has to be paid. */
	readonly carriedOut = new Map<number, number>();
	private readonly known: number[] = [];

	private constructor(
		private readonly work: PaidWork,
		private readonly fate: (work: number, ask: number) => Fate,
		private readonly failing: (work: number, ask: number) => boolean,
	) {}

	/**
	 * @param fate what befalls the nth request (from 1) for a piece of work
	 * @param failing whether the job of the nth request ends without success
	 */
	static async start(
		work: PaidWork,
		fate: (work: number, ask: number) => Fate = () => 'accepted',
		failing: (work: number, ask: number) => boolean = () => false,
	): Promise<{ paid: PaidServer; server: TestServer }> {
		const paid = new PaidServer(work, fate, failing);
		const server = await startServer((arrived, response) => paid.answer(arrived, response));
		return { paid, server };
	}

	private answer(arrived: Arrived, response: ServerResponse): void {
		const work = this.work.workOf(arrived);
		if (work === undefined) return this.work.reply(arrived, response, this.jobs(1));
		const ask = count(this.asked, work);
		const fate = this.fate(work, ask);
		if (fate === 'refused') return sendJson(response, { detail: 'Not like this' }, 400);
		count(this.carriedOut, work);
		if (fate === 'reply lost') response.destroy();
		else this.work.reply(arrived, response, this.jobs(ask));
	}

	private jobs(ask: number): Jobs {
		return {
			start: (work) => {
				const job = work * 10 + ask;
				this.known.push(job);
				return job;
			},
			known: () => this.known,
			isFailing: (job) => this.failing(workOfJob(job), job % 10),
		};
	}
}

function count(counts: Map<number, number>, key: number): number {
	const now = (counts.get(key) ?? 0) + 1;
	counts.set(key, now);
	return now;
}

/** The counts of the five pieces of work, in their order. */
export const countsOf = (counts: ReadonlyMap<number, number>): number[] =>
	Array.from({ length: 5 }, (_, work) => counts.get(work) ?? 0);
