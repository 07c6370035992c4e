import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { describeOperations } from '../shared/description';
import { listSearchMethods } from '../shared/listSearch';
import { loadOptionsMethods } from '../shared/loadOptions';
import { runItems } from '../shared/runItems';
import { xcScribeOperations, xcScribeResources } from './operations';
import { xcScribe } from './provider';

const MAIN = [NodeConnectionTypes.Main];

/** The plugin endpoints take an API key instead of a log-in. */
const FOR_PLUGIN = { resource: ['plugin'] };

export class XcScribe implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'XC Scribe',
		name: 'xcScribe',
		icon: { light: 'file:xcScribe.svg', dark: 'file:xcScribe.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description:
			'Import products, generate and review their texts, sync them to the shop, and write blog posts',
		defaults: { name: 'XC Scribe' },
		inputs: MAIN,
		outputs: MAIN,
		usableAsTool: true,
		credentials: [
			{ name: 'xcScribeApi', required: true, displayOptions: { hide: FOR_PLUGIN } },
			{ name: 'xcScribePluginApi', required: true, displayOptions: { show: FOR_PLUGIN } },
		],
		properties: describeOperations(xcScribeOperations, xcScribeResources, xcScribe),
	};

	methods = {
		listSearch: listSearchMethods(xcScribeOperations, xcScribe),
		loadOptions: loadOptionsMethods(xcScribeOperations, xcScribe),
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runItems(this, xcScribe, xcScribeOperations);
	}
}
