import type { INodeTypeDescription } from 'n8n-workflow';
import { z } from 'zod';
import type { N8nSession } from './session.mts';

/** One of the addresses at which a node can be called. */
export type WebhookDescription = {
	/** Text, or an expression behind "=". */
	path: string;
	/** Whether the path is used as it is, without the node's own id in front. */
	isFullPath: boolean;
};

export type NodeType = {
	/** With the package in front: "n8n-nodes-product-content.xcScribe". */
	name: string;
	displayName: string;
	versions: number[];
	/** Names of the credential types that it can use. */
	credentials: string[];
	webhooks: WebhookDescription[];
};

/** The entry that n8n itself puts into every operation menu. */
const CUSTOM_API_CALL = '__CUSTOM_API_CALL__';

const DOCUMENT = '/types/nodes.json';

const NodeTypes = z.array(
	z.object({
		name: z.string(),
		displayName: z.string(),
		version: z.union([z.number(), z.array(z.number())]),
		credentials: z.array(z.object({ name: z.string() })).default([]),
		webhooks: z
			.array(z.object({ path: z.string(), isFullPath: z.boolean().default(false) }))
			.default([]),
	}),
);
const NodeForms = z.array(
	z.object({
		name: z.string(),
		properties: z.array(
			z.object({
				name: z.string(),
				displayOptions: z
					.object({ show: z.object({ resource: z.array(z.string()).optional() }).default({}) })
					.optional(),
				options: z
					.array(z.object({ value: z.union([z.string(), z.number(), z.boolean()]).optional() }))
					.optional()
					.catch(undefined),
			}),
		),
	}),
);

/** @returns All node types that n8n has loaded, those of community packages too. */
export async function readNodeTypes(session: N8nSession): Promise<NodeType[]> {
	const types = await session.document(DOCUMENT, NodeTypes);
	return types.map(({ name, displayName, version, credentials, webhooks }) => ({
		name,
		displayName,
		versions: [version].flat(),
		credentials: credentials.map((credential) => credential.name),
		webhooks,
	}));
}

/** @returns The descriptions of all nodes as the editor gets them, forms and all: tens of megabytes. */
export async function readNodeDescriptions(session: N8nSession): Promise<INodeTypeDescription[]> {
	return await session.document(DOCUMENT, z.array(z.custom<INodeTypeDescription>()));
}

/** @returns The type of a node in a workflow; undefined when n8n has none of that name and version. */
export function findNodeType(
	types: readonly NodeType[],
	node: { type: string; typeVersion: number },
): NodeType | undefined {
	return types.find(
		({ name, versions }) => name === node.type && versions.includes(node.typeVersion),
	);
}

/**
 * What the editor's menus offer for a node.
 *
 * @param name With the package in front: "n8n-nodes-product-content.xcScribe".
 * @returns Operations as "resource.operation", in the order of the menus.
 * @throws Error when n8n has no such node.
 */
export async function readOperations(session: N8nSession, name: string): Promise<string[]> {
	const types = await session.document(DOCUMENT, NodeForms);
	const node = types.find((type) => type.name === name);
	if (!node) throw new Error(`n8n has no node ${name}`);
	return node.properties
		.filter((property) => property.name === 'operation')
		.flatMap((property) => {
			const [resource = ''] = property.displayOptions?.show.resource ?? [];
			return (property.options ?? [])
				.filter(({ value }) => value !== CUSTOM_API_CALL)
				.map(({ value }) => `${resource}.${String(value)}`);
		});
}
