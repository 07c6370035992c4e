import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { describeOperations, sensitiveKeys } from '../shared/description';
import { listSearchMethods } from '../shared/listSearch';
import { runItems } from '../shared/runItems';
import { xcScribeAdminOperations, xcScribeAdminResources } from './operations/admin';
import { xcScribeAdmin } from './provider';

const MAIN = [NodeConnectionTypes.Main];

export class XcScribeAdmin implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'XC Scribe Admin',
		name: 'xcScribeAdmin',
		icon: { light: 'file:xcScribe.svg', dark: 'file:xcScribe.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description:
			'Manage users, invitations, API keys, the organization, its XCT balance and its usage',
		defaults: { name: 'XC Scribe Admin' },
		inputs: MAIN,
		outputs: MAIN,
		usableAsTool: true,
		credentials: [{ name: 'xcScribeApi', required: true }],
		properties: describeOperations(xcScribeAdminOperations, xcScribeAdminResources, xcScribeAdmin),
		sensitiveOutputFields: sensitiveKeys(xcScribeAdminOperations),
	};

	methods = { listSearch: listSearchMethods(xcScribeAdminOperations, xcScribeAdmin) };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runItems(this, xcScribeAdmin, xcScribeAdminOperations);
	}
}
