import { randomUUID } from 'node:crypto';
import type { WebhookDescription } from './nodeTypes.mts';
import type { WorkflowFile } from './workflowFile.mts';

type WorkflowNode = WorkflowFile['nodes'][number];

/** How n8n's Webhook node says that its path is one of its parameters. */
const PARAMETER = /^=\{\{\s*\$parameter\["(\w+)"\]\s*\}\}$/;

/**
 * Gives an id to nodes that can be called and have none, as the editor does; it is a part of their address.
 *
 * @param workflow Not changed.
 * @param options.hasWebhooks Whether nodes of that type can be called.
 * @param options.present The nodes that the workflow had until now: those of the same name and type keep their id, and
 *   so their address.
 */
export function withWebhookIds(
	workflow: WorkflowFile,
	options: {
		hasWebhooks: (node: { type: string; typeVersion: number }) => boolean;
		present: readonly WorkflowNode[];
	},
): WorkflowFile {
	const assign = (node: WorkflowNode): WorkflowNode => {
		if (node.webhookId || !options.hasWebhooks(node)) return node;
		const before = options.present.find(
			({ name, type }) => name === node.name && type === node.type,
		);
		return { ...node, webhookId: before?.webhookId ?? randomUUID() };
	};
	return { ...workflow, nodes: workflow.nodes.map(assign) };
}

/**
 * Where a node can be called once its workflow is published.
 *
 * @returns The part behind n8n's ".../webhook/".
 * @throws Error when the node has no id yet, or its path is an expression that only n8n can evaluate.
 */
export function webhookPath(node: WorkflowNode, webhook: WebhookDescription): string {
	if (!node.webhookId) throw new Error(`The node "${node.name}" has no webhookId`);
	const path = literalPath(node, webhook).replace(/^\//, '');
	if (webhook.isFullPath) return path || node.webhookId;
	return `${node.webhookId}/${path}`;
}

function literalPath(node: WorkflowNode, { path }: WebhookDescription): string {
	if (!path.startsWith('=')) return path;
	const value = node.parameters[PARAMETER.exec(path)?.[1] ?? ''];
	if (typeof value === 'string' && !value.startsWith('=')) return value;
	throw new Error(`Only n8n knows the path of the node "${node.name}": ${path}`);
}
