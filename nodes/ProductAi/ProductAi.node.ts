import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { describeOperations } from '../shared/description';
import { runItems } from '../shared/runItems';
import { productAiOperations, productAiResources } from './operations';
import { productAi } from './provider';

const MAIN = [NodeConnectionTypes.Main];

export class ProductAi implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'ProductAI',
		name: 'productAi',
		icon: { light: 'file:productAi.svg', dark: 'file:productAi.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description: 'Make and upscale product photos with AI models',
		defaults: { name: 'ProductAI' },
		inputs: MAIN,
		outputs: MAIN,
		usableAsTool: true,
		credentials: [{ name: 'productAiApi', required: true }],
		properties: describeOperations(productAiOperations, productAiResources, productAi),
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runItems(this, productAi, productAiOperations);
	}
}
