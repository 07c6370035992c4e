import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { listSearchMethods } from '../shared/listSearch';
import { runPoll } from '../shared/polling';
import { describeTrigger, placedFields } from '../shared/triggerForm';
import { xcScribe } from './provider';
import { xcScribeTrigger } from './trigger';

const MAIN = [NodeConnectionTypes.Main];

export class XcScribeTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'XC Scribe Trigger',
		name: 'xcScribeTrigger',
		icon: { light: 'file:xcScribe.svg', dark: 'file:xcScribe.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{$parameter["events"].length === 1 ? $parameter["events"][0] : $parameter["events"].length + " events"}}',
		description:
			'Starts the workflow when items or blog posts reach a status, jobs finish, a sync fails, or the XCT balance is low',
		defaults: { name: 'XC Scribe Trigger' },
		polling: true,
		inputs: [],
		outputs: MAIN,
		hints: [
			{
				message:
					'XC Scribe lists the 50 newest jobs of a project: poll so often that fewer than 50 begin between two polls.',
				displayCondition:
					'={{ $parameter["events"].some((event) => ["jobFinished", "syncFailed"].includes(event)) }}',
				location: 'ndv',
				whenToDisplay: 'always',
			},
		],
		credentials: [{ name: 'xcScribeApi', required: true }],
		properties: describeTrigger(xcScribeTrigger),
	};

	methods = {
		listSearch: listSearchMethods([{ fields: placedFields(xcScribeTrigger) }], xcScribe),
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await runPoll(this, xcScribeTrigger);
	}
}
