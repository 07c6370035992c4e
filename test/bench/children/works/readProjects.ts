import type { INodeProperties, INodeType } from 'n8n-workflow';

import type { WorkSettings } from './settings.mts';
import {
	inPlace,
	n8nNode,
	ourNode,
	WARM_UP_ITEMS,
	type Environment,
	type Work,
	type WorkNode,
} from './work';
import { byId, WITH_ACCOUNT, xcScribeAccount } from './xcScribe';

type Settings = Extract<WorkSettings, { name: 'readProjects' }>;

/** "Read the project whose id stands in the item." */
export function readProjects(environment: Environment, settings: Settings): Work {
	const node = nodeOf(environment, settings);
	return {
		nodes: [node],
		account: xcScribeAccount(environment),
		item: (index) => ({
			projectId: `project-${index}`,
			sku: `SKU-${index}`,
			name: `Product ${index}`,
		}),
		result: node.name,
		done: inPlace(({ id }, { projectId }) => id === projectId),
		warmUpItems: WARM_UP_ITEMS,
	};
}

function nodeOf(environment: Environment, settings: Settings): WorkNode {
	if (settings.by === 'httpRequest') {
		return n8nNode(environment, 'HttpRequest', 'HTTP Request', {
			method: 'GET',
			url: `=${environment.apiUrl}/api/v1/projects/{{ $json.projectId }}`,
			...WITH_ACCOUNT,
			options: {},
		});
	}
	const { concurrency } = settings;
	const ours = ourNode(environment, 'XcScribe', {
		resource: 'project',
		operation: 'get',
		projectId: byId('={{ $json.projectId }}'),
		options: concurrency === undefined ? {} : { concurrency },
	});
	return settings.oneOperation ? { ...ours, node: withOneOperation(ours.node) } : ours;
}

/** The same node with the form of a single operation, which is what n8n looks through for each parameter. */
function withOneOperation(node: INodeType): INodeType {
	const { description, execute } = node;
	if (execute === undefined) throw new Error('The node cannot be executed');
	const used = ({ name, displayOptions }: INodeProperties): boolean => {
		const { resource, operation } = displayOptions?.show ?? {};
		if (name === 'resource') return true;
		if (resource?.includes('project') !== true) return false;
		return name === 'operation' || operation?.includes('get') === true;
	};
	const properties = description.properties.filter(used);
	return { description: { ...description, properties }, execute };
}
