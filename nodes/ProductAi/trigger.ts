import type {
	IBinaryKeyData,
	IDataObject,
	INodeExecutionData,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { fileNameIn } from '../shared/binary';
import { systemClock } from '../shared/clock';
import { saveFile } from '../shared/downloads';
import { integer, shownWhen, text, toggle } from '../shared/fields';
import { createApiClient, type ApiClient } from '../shared/http/apiClient';
import { toFault } from '../shared/http/faults';
import { pauseMs } from '../shared/jobs';
import { toNodeError } from '../shared/nodeErrors';
import { DEFAULT_DOWNLOAD_MEGABYTES } from '../shared/settings';
import { isSameSecret } from '../shared/signature';
import { eventItem, readSelection, type Selection, type TriggerForm } from '../shared/triggerForm';
import { toText } from '../shared/values';
import {
	answer,
	readObject,
	receive,
	repeatOptions,
	repeatsOf,
	type WebhookCall,
} from '../shared/webhook';
import { DOWNLOAD, withTextId } from './operations/fields';
import { JOB_PAUSES, jobStatus, productAi, readJob } from './provider';

const EVENT = {
	imageReady: 'imageReady',
	imageFailed: 'imageFailed',
	notConfirmed: 'notConfirmed',
} as const;

/** ProductAI calls one URL of the account, without a signature, when the generation of an image ends. */
export const productAiTrigger: TriggerForm = {
	notice:
		'Open Webhook URLs above, choose Production URL, and copy it into the page API Access of ProductAI Studio by hand. ProductAI does not sign its calls, so each is confirmed by reading the job with the credential. With a Webhook Secret in the credential, add ?secret= and the secret to the URL.',
	events: [
		{
			value: EVENT.imageReady,
			name: 'Image Ready',
			description: 'An image is made, and the job says so, too',
		},
		{
			value: EVENT.imageFailed,
			name: 'Image Failed',
			description: 'An image could not be made; ProductAI does not say which one',
		},
		{
			value: EVENT.notConfirmed,
			name: 'Image Not Confirmed',
			description:
				'ProductAI called, and then its job could not be read: look at it later by its ID',
		},
	],
	initialEvents: [EVENT.imageReady, EVENT.imageFailed, EVENT.notConfirmed],
	fields: {
		download: toggle({
			displayName: 'Download Image',
			description: 'Whether to put the image itself into the output, beside its web address',
			prominent: true,
		}),
		output_data_field_name: shownWhen(
			{ download: [true] },
			text({
				displayName: 'Put Output File in Field',
				hint: 'The name of the output binary field to put the file in',
				default: 'data',
				prominent: true,
			}),
		),
	},
	options: {
		...repeatOptions,
		maximum_download_size: integer({
			displayName: 'Maximum Download Size (MB)',
			description: 'An image that is larger is not downloaded; its item says so',
			default: DEFAULT_DOWNLOAD_MEGABYTES,
			minimum: 1,
		}),
	},
};

/** How long to wait for a job that was said to have ended and has not, in ms. */
const CONFIRMED_WITHIN_MS = 60_000;

/** How long the provider may ask to wait: jobs under way share its 15 requests a minute, in ms. */
const MAXIMUM_WAIT_MS = 10 * 60_000;

/** Calls that wait for their jobs; a flood of made-up ones must not use up the account's requests. */
const MOST_PENDING = 100;

/** Jobs that are being confirmed, by trigger and job. */
const pending = new Set<string>();

/**
 * The webhook() of the ProductAI Trigger. A call is answered at once and then confirmed: what starts an execution is the
 * job as the API shows it, never the call.
 * @throws NodeOperationError when the trigger or its credential cannot be read, before the call is answered
 */
export async function receiveProductAi(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const call = receive(context);
	if (typeof call === 'number') return answer(context, call);
	try {
		if (!(await knowsSecret(context, call))) return answer(context, 401);
		const selection = readSelection(productAiTrigger, (name) =>
			context.getNodeParameter(name, null),
		);
		const body = readObject(call);
		if (body === undefined) return answer(context, 400);
		const jobId = toText(body.job_id).trim();
		if (jobId === '') return withoutJob(context, body, selection);
		if (!/^[\w-]{1,64}$/.test(jobId)) return answer(context, 400);
		return await confirmed(context, jobId, selection);
	} catch (thrown) {
		throw toNodeError(context.getNode(), toFault(thrown));
	}
}

async function knowsSecret(context: IWebhookFunctions, { query }: WebhookCall): Promise<boolean> {
	const { webhookSecret } = await context.getCredentials('productAiApi');
	const expected = toText(webhookSecret).trim();
	return expected === '' || isSameSecret(query('secret') ?? '', expected);
}

/** An error call names no job: there is nothing to confirm it by, and nothing to tell a repeat by. */
function withoutJob(
	context: IWebhookFunctions,
	{ status }: IDataObject,
	{ events }: Selection,
): IWebhookResponseData {
	if (toText(status).toLowerCase() !== 'error') return answer(context, 400);
	if (!events.has(EVENT.imageFailed)) return answer(context, 200);
	return started(eventItem(EVENT.imageFailed, { confirmed: false, status }));
}

const started = (item: INodeExecutionData): IWebhookResponseData => ({ workflowData: [[item]] });

async function confirmed(
	context: IWebhookFunctions,
	jobId: string,
	selection: Selection,
): Promise<IWebhookResponseData> {
	const repeats = repeatsOf(context, selection.values.repeat_window);
	const key = `${context.getWorkflow().id ?? ''} ${context.getNode().id} ${jobId}`;
	if (repeats.has(jobId) || pending.has(key)) return answer(context, 200);
	if (pending.size >= MOST_PENDING) return answer(context, 503);
	pending.add(key);
	const answered = answer(context, 200);
	const client = createApiClient(context, productAi, {
		maximumWaitMs: MAXIMUM_WAIT_MS,
		isWaitFixed: true,
	});
	try {
		const item = await confirm(context, client, jobId, selection).catch((thrown: unknown) =>
			unconfirmed(client, jobId, thrown),
		);
		if (item === undefined) return answered;
		const event = toText(item.json.event);
		// What could not be read may be read when the call comes again.
		if (event !== EVENT.notConfirmed) repeats.add(jobId);
		return selection.events.has(event) ? { ...answered, ...started(item) } : answered;
	} finally {
		pending.delete(key);
	}
}

/**
 * Reads the job of a call until it has ended.
 * @returns undefined for a job that the account does not have, or that goes on: then the call was not about it
 * @throws Fault when it cannot be read
 */
async function confirm(
	context: IWebhookFunctions,
	client: ApiClient,
	jobId: string,
	selection: Selection,
): Promise<INodeExecutionData | undefined> {
	const calledAt = systemClock.now();
	for (;;) {
		const job = await readJob(jobId, client.look).catch((thrown: unknown) => {
			const fault = toFault(thrown);
			return fault.facts.status === 404 || fault.facts.providerCode === 'JOB_NOT_FOUND'
				? undefined
				: Promise.reject(fault);
		});
		if (job === undefined) return undefined;
		const { outcome } = jobStatus(job);
		const row = { confirmed: true, ...withTextId(job) };
		if (outcome === 'succeeded') return await ready(context, client, row, selection);
		if (outcome !== 'running') return eventItem(EVENT.imageFailed, row);
		const age = systemClock.now() - calledAt;
		if (age >= CONFIRMED_WITHIN_MS) return undefined;
		await systemClock.sleep(pauseMs({ pauses: JOB_PAUSES }, age));
	}
}

async function ready(
	context: IWebhookFunctions,
	client: ApiClient,
	row: IDataObject,
	{ events, values }: Selection,
): Promise<INodeExecutionData> {
	const { json } = eventItem(EVENT.imageReady, row);
	const url = row[DOWNLOAD.urlKey];
	if (values.download !== true || !events.has(EVENT.imageReady) || typeof url !== 'string') {
		return { json };
	}
	const megabytes = Number(values.maximum_download_size ?? DEFAULT_DOWNLOAD_MEGABYTES);
	const fallback = {
		name: fileNameIn(url) ?? DOWNLOAD.fileName,
		mimeType: 'application/octet-stream',
	};
	try {
		const data = await client.download(
			url,
			async (reply) =>
				await saveFile(context, reply, {
					fallback,
					maximumBytes: megabytes * 1024 * 1024,
					brokenOff: (cause) => client.brokenOff({ method: 'GET', path: '', headers: {} }, cause),
				}),
		);
		const binary: IBinaryKeyData = { [toText(values.output_data_field_name) || 'data']: data };
		return { json, binary };
	} catch (thrown) {
		// The image is made and paid for: that its file did not come is told, and its address is there.
		const { message } = client.redacted(toFault(thrown));
		return { json: { ...json, downloadError: message } };
	}
}

function unconfirmed(client: ApiClient, jobId: string, thrown: unknown): INodeExecutionData {
	const { message, facts } = client.redacted(toFault(thrown));
	return eventItem(EVENT.notConfirmed, {
		confirmed: false,
		id: jobId,
		message,
		...(facts.advice === undefined ? {} : { advice: facts.advice }),
	});
}
