import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { runPoll } from '../shared/polling';
import { describeTrigger } from '../shared/triggerForm';
import { cernelJobTrigger } from './jobTrigger';

const MAIN = [NodeConnectionTypes.Main];

export class CernelJobTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Cernel Job Trigger',
		name: 'cernelJobTrigger',
		icon: { light: 'file:cernel.svg', dark: 'file:cernel.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{$parameter["events"].length === 1 ? $parameter["events"][0] : $parameter["events"].length + " events"}}',
		description: 'Starts the workflow when Cernel has finished a job, with its texts if you like',
		defaults: { name: 'Cernel Job Trigger' },
		polling: true,
		inputs: [],
		outputs: MAIN,
		credentials: [{ name: 'cernelApi', required: true }],
		properties: describeTrigger(cernelJobTrigger),
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await runPoll(this, cernelJobTrigger);
	}
}
