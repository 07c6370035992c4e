import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { describeTrigger } from '../shared/triggerForm';
import { enteredByHand, FIRST_WEBHOOK_VERSION, webhookAt } from '../shared/webhook';
import { productAiTrigger, receiveProductAi } from './trigger';

const MAIN = [NodeConnectionTypes.Main];

export class ProductAiTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'ProductAI Trigger',
		name: 'productAiTrigger',
		icon: { light: 'file:productAi.svg', dark: 'file:productAi.dark.svg' },
		group: ['trigger'],
		version: FIRST_WEBHOOK_VERSION,
		subtitle:
			'={{$parameter["events"].length === 1 ? $parameter["events"][0] : $parameter["events"].length + " events"}}',
		description: 'Starts the workflow when ProductAI has made an image, or could not make one',
		defaults: { name: 'ProductAI Trigger' },
		inputs: [],
		outputs: MAIN,
		webhooks: [webhookAt('image')],
		credentials: [{ name: 'productAiApi', required: true }],
		properties: describeTrigger(productAiTrigger),
	};

	webhookMethods = { default: enteredByHand };

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveProductAi(this);
	}
}
