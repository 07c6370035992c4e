import {
	NodeHelpers,
	type INodeParameters,
	type INodeProperties,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { latestVersion } from './nodeTypes';

/**
 * The properties that the editor shows for the given values, in the order of the form. What is not given has its default,
 * as in the editor.
 */
export function visibleParameters(
	description: INodeTypeDescription,
	values: INodeParameters,
): INodeProperties[] {
	const node = { typeVersion: latestVersion(description) };
	const { properties } = description;
	const complete =
		NodeHelpers.getNodeParameters(properties, values, true, false, node, description) ?? values;
	return properties.filter((property) =>
		NodeHelpers.displayParameter(complete, property, node, description),
	);
}
