import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { listSearchMethods } from '../shared/listSearch';
import { describeTrigger, placedFields } from '../shared/triggerForm';
import { enteredByHand, FIRST_WEBHOOK_VERSION, webhookAt } from '../shared/webhook';
import { cernel } from './provider';
import { cernelTrigger, receiveCernel } from './trigger';

const MAIN = [NodeConnectionTypes.Main];

export class CernelTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Cernel Trigger',
		name: 'cernelTrigger',
		icon: { light: 'file:cernel.svg', dark: 'file:cernel.dark.svg' },
		group: ['trigger'],
		version: FIRST_WEBHOOK_VERSION,
		subtitle:
			'={{$parameter["events"].length === 1 ? $parameter["events"][0] : $parameter["events"].length + " events"}}',
		description:
			'Starts the workflow for each text that Cernel has written. For one execution a job use the Cernel Job Trigger.',
		defaults: { name: 'Cernel Trigger' },
		inputs: [],
		outputs: MAIN,
		webhooks: [webhookAt('product'), webhookAt('category')],
		credentials: [{ name: 'cernelApi', required: true }],
		properties: describeTrigger(cernelTrigger),
	};

	methods = { listSearch: listSearchMethods([{ fields: placedFields(cernelTrigger) }], cernel) };

	webhookMethods = { default: enteredByHand };

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveCernel(this);
	}
}
