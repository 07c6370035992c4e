import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { choice, choices, text, toggle } from '../shared/fields';
import { toFault } from '../shared/http/faults';
import { toNodeError } from '../shared/nodeErrors';
import { isSignedBy, type SignatureScheme } from '../shared/signature';
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
import { domain, siteId } from './operations/fields';
import { isVouchedForByKey } from './webhookKeys';

const SIGNATURE_HEADER = 'x-signature-sha256';

/** Events by the last part of the URL: only the URL tells what an element is. */
export const CERNEL_EVENTS: Record<string, string> = {
	product: 'productGenerated',
	category: 'categoryGenerated',
};

const SCHEMES: Record<string, SignatureScheme> = {
	hmac: 'hmac',
	tokenThenBody: 'keyThenBody',
	bodyThenToken: 'bodyThenKey',
};

/** Cernel calls once for each element and language of a job. */
export const cernelTrigger: TriggerForm = {
	notice:
		'Open Webhook URLs above, choose Production URL, and copy both into the Cernel platform by hand: the one that ends with /product where it asks for the webhook of products, the one that ends with /category for categories. Each call is one execution: for one execution per job use the Cernel Job Trigger.',
	events: [
		{
			value: 'productGenerated',
			name: 'Product Generated',
			description: 'The texts of a product are there in one language, or could not be written',
		},
		{
			value: 'categoryGenerated',
			name: 'Category Generated',
			description: 'The texts of a category are there in one language, or could not be written',
		},
	],
	initialEvents: ['productGenerated', 'categoryGenerated'],
	fields: {
		verify_signature: toggle({
			displayName: 'Verify Signature',
			description:
				'Whether to accept only calls that are signed with the API token of the credential. Without it, anybody who knows the URL can start the workflow.',
			default: true,
			prominent: true,
		}),
	},
	filters: {
		domain: { ...domain, required: false },
		languages: text({
			displayName: 'Languages',
			description: 'Only texts in these languages, as Cernel names them, separated by commas',
			placeholder: 'e.g. Danish, German',
		}),
		site_id: { ...siteId, required: false },
		statuses: choices({
			displayName: 'Statuses',
			description:
				'Only texts with these statuses. Cernel documents SUCCESS only; an expression may give others.',
			values: [
				{ name: 'Failure', value: 'FAILURE' },
				{ name: 'Success', value: 'SUCCESS' },
			],
			default: ['SUCCESS'],
		}),
	},
	options: {
		...repeatOptions,
		signature_scheme: choice({
			displayName: 'Signature Scheme',
			description:
				'How Cernel signs. Its documents name SHA-256 and the token, and no more: try another one when all calls are refused with 401.',
			values: [
				{ name: 'HMAC-SHA256', value: 'hmac' },
				{ name: 'SHA-256 of Body, Then Token', value: 'bodyThenToken' },
				{ name: 'SHA-256 of Token, Then Body', value: 'tokenThenBody' },
			],
		}),
	},
};

/**
 * The webhook() of the Cernel Trigger: a call that is signed, wanted and new starts one execution.
 * @throws NodeOperationError when the trigger or its credential cannot be read
 */
export async function receiveCernel(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const call = receive(context);
	if (typeof call === 'number') return answer(context, call);
	try {
		const selection = readSelection(cernelTrigger, (name) => context.getNodeParameter(name, null));
		if (!(await isVouchedFor(context, call, selection))) return answer(context, 401);
		const row = readObject(call);
		if (row === undefined || !isResult(row)) return answer(context, 400);
		const event = CERNEL_EVENTS[call.path] ?? '';
		if (!selection.events.has(event) || !isWanted(row, selection)) return answer(context, 200);
		const repeats = repeatsOf(context, selection.values.repeat_window);
		const key = JSON.stringify([row.job_id, row.id, row.language, row.site_id]);
		if (repeats.has(key)) return answer(context, 200);
		repeats.add(key);
		return { workflowData: [[eventItem(event, row)]] };
	} catch (thrown) {
		throw toNodeError(context.getNode(), toFault(thrown));
	}
}

async function isVouchedFor(
	context: IWebhookFunctions,
	{ bytes, header }: WebhookCall,
	{ values }: Selection,
): Promise<boolean> {
	if (values.verify_signature === false) return true;
	const scheme = SCHEMES[toText(values.signature_scheme)] ?? 'hmac';
	const signature = header(SIGNATURE_HEADER);
	return await isVouchedForByKey(context, (keys) => isSignedBy(bytes, signature, keys, scheme));
}

/** What every documented call has; everything else may be missing. */
const isResult = ({ id, job_id: jobId }: IDataObject): boolean =>
	[id, jobId].every((value) => typeof value === 'string' || typeof value === 'number');

function isWanted(row: IDataObject, { values }: Selection): boolean {
	const { statuses, languages, domain: shop, site_id: site } = values;
	const listed = toText(languages)
		.split(',')
		.map((language) => language.trim().toLowerCase())
		.filter((language) => language !== '');
	return (
		(!Array.isArray(statuses) || statuses.some((status) => isSame(status, row.status))) &&
		(listed.length === 0 || listed.includes(toText(row.language).toLowerCase())) &&
		(shop === undefined || isSame(withoutSlash(shop), withoutSlash(row.domain))) &&
		(site === undefined || isSame(site, row.site_id))
	);
}

const isSame = (a: unknown, b: unknown): boolean =>
	toText(a).toLowerCase() === toText(b).toLowerCase();

const withoutSlash = (address: unknown): string => toText(address).replace(/\/+$/, '');
