import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { runPoll } from '../shared/polling';
import { describeTrigger } from '../shared/triggerForm';
import { cypienTrigger } from './trigger';

const MAIN = [NodeConnectionTypes.Main];

export class CypienTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Cypien Trigger',
		name: 'cypienTrigger',
		icon: { light: 'file:cypien.svg', dark: 'file:cypien.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{$parameter["events"].length === 1 ? $parameter["events"][0] : $parameter["events"].length + " events"}}',
		description:
			'Starts the workflow when Cypien has new or changed products, suggested tags, generated texts, or finished jobs',
		defaults: { name: 'Cypien Trigger' },
		polling: true,
		inputs: [],
		outputs: MAIN,
		credentials: [{ name: 'cypienApi', required: true }],
		properties: describeTrigger(cypienTrigger),
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await runPoll(this, cypienTrigger);
	}
}
