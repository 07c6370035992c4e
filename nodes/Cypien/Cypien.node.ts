import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { describeOperations, sensitiveKeys } from '../shared/description';
import { runItems } from '../shared/runItems';
import { cypienOperations, cypienResources } from './operations';
import { cypien } from './provider';

const MAIN = [NodeConnectionTypes.Main];

export class Cypien implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Cypien',
		name: 'cypien',
		icon: { light: 'file:cypien.svg', dark: 'file:cypien.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description: 'Tag product images and write descriptions, titles and Google feed texts',
		defaults: { name: 'Cypien' },
		inputs: MAIN,
		outputs: MAIN,
		usableAsTool: true,
		credentials: [{ name: 'cypienApi', required: true }],
		properties: describeOperations(cypienOperations, cypienResources, cypien),
		sensitiveOutputFields: sensitiveKeys(cypienOperations),
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runItems(this, cypien, cypienOperations);
	}
}
