import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { describeOperations } from '../shared/description';
import { listSearchMethods } from '../shared/listSearch';
import { runItems } from '../shared/runItems';
import { cernelOperations, cernelResources } from './operations';
import { cernel } from './provider';

const MAIN = [NodeConnectionTypes.Main];

export class Cernel implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Cernel',
		name: 'cernel',
		icon: { light: 'file:cernel.svg', dark: 'file:cernel.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description: 'Write product and category texts in many languages with Cernel',
		defaults: { name: 'Cernel' },
		inputs: MAIN,
		outputs: MAIN,
		usableAsTool: true,
		credentials: [{ name: 'cernelApi', required: true }],
		properties: describeOperations(cernelOperations, cernelResources, cernel),
	};

	methods = { listSearch: listSearchMethods(cernelOperations, cernel) };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runItems(this, cernel, cernelOperations);
	}
}
