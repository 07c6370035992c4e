import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { N8nRestError, N8nSession } from './session.mts';
import { readRunData, type RunResult } from './runData.mts';
import {
	WorkflowFile,
	withCredentials,
	withSettings,
	type CredentialReference,
	type Settings,
} from './workflowFile.mts';

export type Owner = { email: string; password: string; firstName: string; lastName: string };

export type NodeType = {
	/** With the package in front: "n8n-nodes-product-content.xcScribe". */
	name: string;
	displayName: string;
	versions: number[];
	/** Names of the credential types that it can use. */
	credentials: string[];
};

export type ExecutionStatus = 'success' | 'error' | 'canceled' | 'crashed';

export type Execution = RunResult & {
	id: string;
	status: ExecutionStatus;
	/** From the start to the end, by n8n's clock. */
	seconds: number;
};

const RUN_TIMEOUT_MS = 10 * 60_000;
const POLL_MIN_MS = 100;
const POLL_MAX_MS = 1_000;
const POLL_GROWTH = 1.5;

/** The entry that n8n itself puts into every operation menu. */
const CUSTOM_API_CALL = '__CUSTOM_API_CALL__';

const MANUAL_TRIGGER = 'n8n-nodes-base.manualTrigger';

const LoginSettings = z.object({
	userManagement: z.object({ showSetupOnFirstLoad: z.boolean().optional() }),
});
const Named = z.object({ id: z.string(), name: z.string() });
const Credential = Named.extend({ type: z.string() });
const NodeTypes = z.array(
	z.object({
		name: z.string(),
		displayName: z.string(),
		version: z.union([z.number(), z.array(z.number())]),
		credentials: z.array(z.object({ name: z.string() })).default([]),
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
const Started = z.object({ executionId: z.string() });
const FinishedExecution = z.object({
	id: z.string(),
	status: z.enum(['success', 'error', 'canceled', 'crashed']),
	startedAt: z.coerce.date(),
	stoppedAt: z.coerce.date(),
	data: z.string(),
});
const AnyExecution = z.object({ status: z.string() }).passthrough();

/** What the editor does by REST, for programs: sign in, credentials, workflows, runs. */
export class N8nRest {
	readonly #session: N8nSession;

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

	/** @returns All node types that n8n has loaded, those of community packages too. */
	async nodeTypes(): Promise<NodeType[]> {
		const types = await this.#session.document('/types/nodes.json', NodeTypes);
		return types.map(({ name, displayName, version, credentials }) => ({
			name,
			displayName,
			versions: [version].flat(),
			credentials: credentials.map((credential) => credential.name),
		}));
	}

	/**
	 * What the editor's menus offer for a node.
	 *
	 * @param name With the package in front: "n8n-nodes-product-content.xcScribe".
	 * @returns Operations as "resource.operation", in the order of the menus.
	 * @throws Error when n8n has no such node.
	 */
	async operationsOf(name: string): Promise<string[]> {
		const types = await this.#session.document('/types/nodes.json', NodeForms);
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
	 * Creates a workflow, or replaces the one of that name.
	 *
	 * @param file The JSON of an exported workflow.
	 * @param options.credentials Credentials for nodes that have none known here, by credential type.
	 * @param options.settings Values for the fields of the node named "Settings".
	 * @throws ZodError when the JSON is not a workflow; N8nRestError when n8n refuses it.
	 */
	async importWorkflow(
		file: unknown,
		options: {
			credentials?: Readonly<Record<string, CredentialReference>>;
			settings?: Settings;
		} = {},
	): Promise<CredentialReference> {
		const workflow = await this.#prepare(WorkflowFile.parse(file), options);
		const { name, nodes, connections, settings = {}, pinData = {} } = workflow;
		const body = { name, nodes, connections, settings, pinData };
		const filter = encodeURIComponent(JSON.stringify({ name, isArchived: false }));
		const found = await this.#session.rest('GET', `/workflows?filter=${filter}`, z.array(Named));
		// n8n's filter finds names that contain the one asked for.
		const present = found.find((candidate) => candidate.name === name);
		return present
			? await this.#session.rest('PATCH', `/workflows/${present.id}?forceSave=true`, Named, body)
			: await this.#session.rest('POST', '/workflows', Named, body);
	}

	/**
	 * Runs a workflow from its manual trigger, as "Execute workflow" does, and waits for its end.
	 *
	 * @param id The workflow's id.
	 * @param options.timeoutMs How long to wait, in milliseconds.
	 * @param options.signal Ends the waiting (not the execution).
	 * @returns Status, time, and what each node put out. A failed execution is a result, not an exception.
	 * @throws Error when the workflow has no manual trigger, or has not ended in time.
	 */
	async runWorkflow(
		id: string,
		options: { timeoutMs?: number; signal?: AbortSignal } = {},
	): Promise<Execution> {
		const { nodes } = await this.#session.rest('GET', `/workflows/${id}`, WorkflowFile);
		const trigger = nodes.find((node) => node.type === MANUAL_TRIGGER);
		if (!trigger) throw new Error(`Workflow ${id} has no manual trigger to start from`);
		const { executionId } = await this.#session.rest('POST', `/workflows/${id}/run`, Started, {
			triggerToStartFrom: { name: trigger.name },
		});
		return await this.#untilFinished(executionId, options);
	}

	async #untilFinished(
		id: string,
		options: { timeoutMs?: number; signal?: AbortSignal },
	): Promise<Execution> {
		const { timeoutMs = RUN_TIMEOUT_MS, signal } = options;
		const deadline = performance.now() + timeoutMs;
		for (let pause = POLL_MIN_MS; ; pause = Math.min(pause * POLL_GROWTH, POLL_MAX_MS)) {
			const execution = await this.#session.rest('GET', `/executions/${id}`, AnyExecution);
			const finished = FinishedExecution.safeParse(execution);
			if (finished.success) {
				const { status, startedAt, stoppedAt, data } = finished.data;
				const seconds = (stoppedAt.getTime() - startedAt.getTime()) / 1000;
				return { id, status, seconds, ...readRunData(data) };
			}
			if (performance.now() > deadline) {
				throw new Error(
					`Execution ${id} has not ended after ${timeoutMs / 1000} s; its status is "${execution.status}"`,
				);
			}
			await sleep(pause, undefined, signal ? { signal } : {});
		}
	}

	async #credentials(): Promise<Array<z.infer<typeof Credential>>> {
		return await this.#session.rest('GET', '/credentials', z.array(Credential));
	}

	async #prepare(
		workflow: WorkflowFile,
		options: {
			credentials?: Readonly<Record<string, CredentialReference>>;
			settings?: Settings;
		},
	): Promise<WorkflowFile> {
		const configured = withSettings(workflow, options.settings ?? {});
		const known = new Set((await this.#credentials()).map(({ id }) => id));
		const types = await this.nodeTypes();
		const typesOf = (node: { type: string; typeVersion: number }): string[] =>
			types.find(({ name, versions }) => name === node.type && versions.includes(node.typeVersion))
				?.credentials ?? [];
		return withCredentials(configured, {
			available: options.credentials ?? {},
			typesOf,
			isKnown: (id) => known.has(id),
		});
	}
}

export { N8nRestError, type CredentialReference };
