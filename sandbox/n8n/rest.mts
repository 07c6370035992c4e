import type { INodeTypeDescription } from 'n8n-workflow';
import { z } from 'zod';
import {
	listExecutions,
	readExecution,
	untilCounted,
	untilFinished,
	untilWaiting,
	type Execution,
	type ExecutionStatus,
	type ExecutionSummary,
	type Patience,
	type WaitingExecution,
} from './executions.mts';
import {
	findNodeType,
	readNodeDescriptions,
	readNodeTypes,
	readOperations,
	type NodeType,
} from './nodeTypes.mts';
import { publish, unpublish } from './publication.mts';
import type { BinaryFile, NodeRun } from './runData.mts';
import { N8nRestError, N8nSession } from './session.mts';
import { webhookPath, withWebhookIds } from './webhooks.mts';
import {
	WorkflowFile,
	withCredentials,
	withSettings,
	type CredentialReference,
	type Settings,
} from './workflowFile.mts';

export type Owner = { email: string; password: string; firstName: string; lastName: string };

type ImportOptions = {
	credentials?: Readonly<Record<string, CredentialReference>>;
	settings?: Settings;
};

/** Triggers that "Execute workflow" starts from without waiting for anything. */
const STARTABLE_TRIGGERS = ['n8n-nodes-base.manualTrigger', 'n8n-nodes-base.scheduleTrigger'];

const LoginSettings = z.object({
	userManagement: z.object({ showSetupOnFirstLoad: z.boolean().optional() }),
});
const WebhookSettings = z.object({ urlBaseWebhook: z.string(), endpointWebhook: z.string() });
const Named = z.object({ id: z.string(), name: z.string() });
const Credential = Named.extend({ type: z.string() });
const Started = z.object({ executionId: z.string() });
const Retried = z.object({ id: z.string() });

/** What the editor does by REST, for programs: sign in, credentials, workflows, runs. */
export class N8nRest {
	readonly #session: N8nSession;
	#types: Promise<NodeType[]> | undefined;

	/** @param baseUrl Address of n8n without a slash at its end. */
	constructor(baseUrl: string) {
		this.#session = new N8nSession(baseUrl);
	}

	/** @returns Whether n8n has started and answers REST calls. */
	async isReady(): Promise<boolean> {
		return (
			(await this.#session.answers('/healthz/readiness')) &&
			(await this.#session.answers('/rest/settings'))
		);
	}

	/**
	 * Makes the owner's account on a fresh n8n, or signs in to the one that is there.
	 *
	 * @throws N8nRestError when n8n refuses, e.g. since its owner is someone else.
	 */
	async signIn(owner: Owner): Promise<void> {
		const settings = await this.#session.rest('GET', '/settings', LoginSettings);
		if (settings.userManagement.showSetupOnFirstLoad) {
			await this.#session.rest('POST', '/owner/setup', z.unknown(), owner);
			return;
		}
		const { email, password } = owner;
		const login = { emailOrLdapLoginId: email, password };
		await this.#session.rest('POST', '/login', z.unknown(), login);
	}

	/**
	 * @returns All node types that n8n has loaded, those of community packages too. They are read once: n8n loads them
	 *   when it starts, and hands them out as many megabytes.
	 */
	async nodeTypes(): Promise<NodeType[]> {
		this.#types ??= readNodeTypes(this.#session).catch((error: unknown) => {
			this.#types = undefined;
			throw error;
		});
		return await this.#types;
	}

	/** @returns The descriptions of all nodes as the editor gets them, forms and all; read anew each time. */
	async nodeDescriptions(): Promise<INodeTypeDescription[]> {
		return await readNodeDescriptions(this.#session);
	}

	/**
	 * What the editor's menus offer for a node.
	 *
	 * @param name With the package in front: "n8n-nodes-product-content.xcScribe".
	 * @returns Operations as "resource.operation", in the order of the menus.
	 * @throws Error when n8n has no such node.
	 */
	async operationsOf(name: string): Promise<string[]> {
		return await readOperations(this.#session, name);
	}

	/**
	 * Creates a credential, or changes the one of that name and type.
	 *
	 * @param name Name in the editor.
	 * @param type Credential type, e.g. "xcScribeApi".
	 * @param data Its fields.
	 */
	async createOrUpdateCredential(
		name: string,
		type: string,
		data: Readonly<Record<string, unknown>>,
	): Promise<CredentialReference> {
		const present = (await this.#credentials()).find(
			(credential) => credential.name === name && credential.type === type,
		);
		const body = { name, type, data };
		return present
			? await this.#session.rest('PATCH', `/credentials/${present.id}`, Named, body)
			: await this.#session.rest('POST', '/credentials', Named, body);
	}

	/**
	 * Looks a credential up.
	 *
	 * @throws Error when there is none of that name and type.
	 */
	async credential(name: string, type: string): Promise<CredentialReference> {
		const found = (await this.#credentials()).find(
			(credential) => credential.name === name && credential.type === type,
		);
		if (!found) throw new Error(`n8n has no credential "${name}" of the type ${type}`);
		return { id: found.id, name: found.name };
	}

	/**
	 * Creates a workflow, or replaces the one of that name. What is published of it stays as it is.
	 *
	 * @param file The JSON of an exported workflow. Nodes that can be called and have no `webhookId` get one; when the
	 *   workflow is replaced, they keep the one that they have.
	 * @param options.credentials Credentials for nodes that have none known here, by credential type.
	 * @param options.settings Values for the fields of the node named "Settings".
	 * @throws ZodError when the JSON is not a workflow; N8nRestError when n8n refuses it.
	 */
	async importWorkflow(file: unknown, options: ImportOptions = {}): Promise<CredentialReference> {
		const imported = WorkflowFile.parse(file);
		const present = await this.#workflowNamed(imported.name);
		const workflow = await this.#prepare(imported, present?.nodes ?? [], options);
		const { name, nodes, connections, settings = {}, pinData = {} } = workflow;
		const body = { name, nodes, connections, settings, pinData };
		return present
			? await this.#session.rest('PATCH', `/workflows/${present.id}?forceSave=true`, Named, body)
			: // An older n8n asks for this, newer ones do not read it.
				await this.#session.rest('POST', '/workflows', Named, { ...body, active: false });
	}

	/**
	 * Publishes a workflow as it is saved now, as "Publish" does, and waits until its triggers run.
	 *
	 * @throws N8nRestError when n8n refuses, e.g. for lack of a trigger; Error with n8n's words and the node's name when
	 *   a trigger cannot start, after n8n tried five times in 15 seconds. n8n then shows the workflow as published, but
	 *   tries no more until someone publishes it again.
	 */
	async publishWorkflow(id: string): Promise<void> {
		await publish(this.#session, id);
	}

	/**
	 * Ends the publication of a workflow, as "Unpublish" does, and waits until its triggers have ended. Harmless when it
	 * is not published.
	 *
	 * @throws N8nRestError when n8n refuses; Error when triggers remain.
	 */
	async unpublishWorkflow(id: string): Promise<void> {
		await unpublish(this.#session, id);
	}

	/**
	 * Where a trigger node can be called once its workflow is published.
	 *
	 * @param workflowId The workflow's id.
	 * @param nodeName The node's name in it.
	 * @param webhookIndex Which of the node's addresses, in the order of its description.
	 * @returns The production URL, as n8n tells it to the outside.
	 * @throws Error when there is no such node, it cannot be called, or only n8n can tell its path.
	 */
	async webhookUrl(workflowId: string, nodeName: string, webhookIndex = 0): Promise<string> {
		const { nodes } = await this.#workflow(workflowId);
		const node = nodes.find(({ name }) => name === nodeName);
		if (!node) throw new Error(`Workflow ${workflowId} has no node "${nodeName}"`);
		const webhook = findNodeType(await this.nodeTypes(), node)?.webhooks[webhookIndex];
		if (!webhook) throw new Error(`The node "${nodeName}" has no webhook number ${webhookIndex}`);
		const settings = await this.#session.rest('GET', '/settings', WebhookSettings);
		const { urlBaseWebhook, endpointWebhook } = settings;
		return `${urlBaseWebhook}${endpointWebhook}/${webhookPath(node, webhook)}`;
	}

	/**
	 * Runs a workflow from its manual or schedule trigger, as "Execute workflow" does, and waits for its end.
	 *
	 * @param id The workflow's id.
	 * @param options.timeoutMs How long to wait, in milliseconds.
	 * @param options.signal Ends the waiting (not the execution).
	 * @returns Status, time, and what each node put out. A failed execution is a result, not an exception.
	 * @throws Error when the workflow has no such trigger, or has not ended in time.
	 */
	async runWorkflow(id: string, options: Patience = {}): Promise<Execution> {
		return await this.untilFinished(await this.#start(id), options);
	}

	/**
	 * Runs a workflow from its manual or schedule trigger, until it waits for something: a person, say.
	 *
	 * @param id The workflow's id.
	 * @returns What each node has put out so far; the whole execution when it has ended without waiting.
	 * @throws Error when the workflow has no such trigger, or still runs after the time.
	 */
	async runUntilWaiting(id: string, options: Patience = {}): Promise<WaitingExecution | Execution> {
		return await untilWaiting(this.#session, await this.#start(id), options);
	}

	/**
	 * Waits for the end of an execution that has been started.
	 *
	 * @throws Error when it has not ended in time; N8nRestError when n8n has none of that id.
	 */
	async untilFinished(executionId: string, options: Patience = {}): Promise<Execution> {
		return await untilFinished(this.#session, executionId, options);
	}

	/**
	 * Runs a failed execution again from the node where it failed, as "Retry" in the list of executions does, and waits
	 * for the end.
	 *
	 * @returns The new execution; it holds what nodes put out in the failed one, too.
	 * @throws N8nRestError when n8n refuses, e.g. since nothing was saved to go on from.
	 */
	async retryExecution(executionId: string, options: Patience = {}): Promise<Execution> {
		const path = `/executions/${executionId}/retry`;
		const { id } = await this.#session.rest('POST', path, Retried, { loadWorkflow: false });
		return await this.untilFinished(id, options);
	}

	/** @returns The finished executions of a workflow without their data, oldest first, however many there are. */
	async listExecutions(workflowId: string): Promise<ExecutionSummary[]> {
		return await listExecutions(this.#session, workflowId);
	}

	/**
	 * @returns A finished execution: status, time, and what each node put out.
	 * @throws Error when it has not ended; N8nRestError when n8n has none of that id.
	 */
	async execution(id: string): Promise<Execution> {
		return await readExecution(this.#session, id);
	}

	/**
	 * @returns The bytes of a file that a node put out.
	 * @throws Error when they are in the execution's data instead; N8nRestError when n8n has none of that id.
	 */
	async file({ id }: BinaryFile): Promise<Buffer> {
		if (id === undefined) throw new Error('n8n keeps this file in the run data, not by an id');
		const query = new URLSearchParams({ id, action: 'download' });
		return await this.#session.bytes(`/rest/binary-data?${query.toString()}`);
	}

	/** @returns The finished executions of a workflow with what each node put out, oldest first; one call for each. */
	async executions(workflowId: string): Promise<Execution[]> {
		const executions: Execution[] = [];
		for (const { id } of await this.listExecutions(workflowId)) {
			executions.push(await this.execution(id));
		}
		return executions;
	}

	/**
	 * Waits until a workflow has so many finished executions, or more; all that it ever had count.
	 *
	 * @param options.timeoutMs How long to wait, in milliseconds; a minute when not given.
	 * @returns All of them without their data, oldest first.
	 * @throws Error that says how many there are when the time is over.
	 */
	async waitForExecutions(
		workflowId: string,
		count: number,
		options: Patience = {},
	): Promise<ExecutionSummary[]> {
		return await untilCounted(this.#session, workflowId, count, options);
	}

	async #start(id: string): Promise<string> {
		const workflow = await this.#workflow(id);
		const trigger = workflow.nodes.find(({ type }) => STARTABLE_TRIGGERS.includes(type));
		if (!trigger) throw new Error(`Workflow ${id} has no manual or schedule trigger to start from`);
		const { executionId } = await this.#session.rest('POST', `/workflows/${id}/run`, Started, {
			triggerToStartFrom: { name: trigger.name },
			// An older n8n runs what the editor sends it; newer ones run what is saved.
			workflowData: workflow,
		});
		return executionId;
	}

	async #workflow(id: string): Promise<WorkflowFile> {
		return await this.#session.rest('GET', `/workflows/${id}`, WorkflowFile);
	}

	async #workflowNamed(name: string): Promise<(WorkflowFile & { id: string }) | undefined> {
		const filter = encodeURIComponent(JSON.stringify({ name, isArchived: false }));
		const found = await this.#session.rest('GET', `/workflows?filter=${filter}`, z.array(Named));
		// n8n's filter finds names that contain the one asked for.
		const id = found.find((candidate) => candidate.name === name)?.id;
		return id === undefined ? undefined : { ...(await this.#workflow(id)), id };
	}

	async #credentials(): Promise<Array<z.infer<typeof Credential>>> {
		return await this.#session.rest('GET', '/credentials', z.array(Credential));
	}

	async #prepare(
		workflow: WorkflowFile,
		present: WorkflowFile['nodes'],
		options: ImportOptions,
	): Promise<WorkflowFile> {
		const known = new Set((await this.#credentials()).map(({ id }) => id));
		const types = await this.nodeTypes();
		const callable = withWebhookIds(withSettings(workflow, options.settings ?? {}), {
			hasWebhooks: (node) => (findNodeType(types, node)?.webhooks.length ?? 0) > 0,
			present,
		});
		return withCredentials(callable, {
			available: options.credentials ?? {},
			typesOf: (node) => findNodeType(types, node)?.credentials ?? [],
			isKnown: (id) => known.has(id),
		});
	}
}

export { N8nRestError };
export type {
	BinaryFile,
	CredentialReference,
	Execution,
	ExecutionStatus,
	ExecutionSummary,
	NodeRun,
	NodeType,
	WaitingExecution,
};
