import { z } from 'zod';

/** The parts of an exported workflow that the sandbox reads or changes; all else is passed on as it is. */
export const WorkflowFile = z
	.object({
		name: z.string().min(1),
		nodes: z.array(
			z
				.object({
					name: z.string(),
					type: z.string(),
					typeVersion: z.number().default(1),
					parameters: z.record(z.unknown()).default({}),
					webhookId: z.string().optional(),
					credentials: z
						.record(
							z
								.object({
									id: z.string().nullable().optional(),
									name: z.string().optional(),
								})
								.passthrough(),
						)
						.optional(),
				})
				.passthrough(),
		),
		connections: z.record(z.unknown()),
		settings: z.record(z.unknown()).optional(),
		pinData: z.record(z.unknown()).nullable().optional(),
	})
	.passthrough();

export type WorkflowFile = z.infer<typeof WorkflowFile>;
type WorkflowNode = WorkflowFile['nodes'][number];

export type CredentialReference = { id: string; name: string };

/** Values for the fields of the workflow's "Settings" node. */
export type Settings = Readonly<
	Record<string, string | number | boolean | ReadonlyArray<string | number>>
>;

const SETTINGS_NODE = 'Settings';

const Assignments = z
	.object({
		assignments: z.array(
			z.object({ name: z.string(), value: z.unknown(), type: z.string().optional() }).passthrough(),
		),
	})
	.passthrough();

/**
 * Puts values into the Set node named "Settings", where the examples keep all that differs from shop to shop.
 *
 * @param workflow An exported workflow; not changed.
 * @param settings Field names and values. Fields that the node lacks are added.
 * @returns The workflow with the values.
 * @throws Error when there are settings but no such node.
 */
export function withSettings(workflow: WorkflowFile, settings: Settings): WorkflowFile {
	if (Object.keys(settings).length === 0) return workflow;
	if (!workflow.nodes.some(({ name }) => name === SETTINGS_NODE)) {
		throw new Error(
			`The workflow "${workflow.name}" has no node named "${SETTINGS_NODE}" to put values into`,
		);
	}
	return {
		...workflow,
		nodes: workflow.nodes.map((node) =>
			node.name === SETTINGS_NODE
				? { ...node, parameters: mergeAssignments(node.parameters, settings) }
				: node,
		),
	};
}

function mergeAssignments(
	parameters: Record<string, unknown>,
	settings: Settings,
): Record<string, unknown> {
	const present = Assignments.parse(parameters['assignments'] ?? { assignments: [] });
	const kept = present.assignments.map((assignment) => {
		const value = settings[assignment.name];
		return value === undefined ? assignment : { ...assignment, value, type: typeOf(value) };
	});
	const added = Object.entries(settings)
		.filter(([name]) => !kept.some((assignment) => assignment.name === name))
		.map(([name, value]) => ({ id: `setting-${name}`, name, value, type: typeOf(value) }));
	return { ...parameters, assignments: { ...present, assignments: [...kept, ...added] } };
}

/** What the Set node calls the type of a value. */
function typeOf(value: Settings[string]): string {
	return Array.isArray(value) ? 'array' : typeof value;
}

/**
 * Gives each node the credentials that its type asks for, where it has none that this n8n knows: an exported workflow
 * names those of the n8n that it came from.
 *
 * @param workflow An exported workflow; not changed.
 * @param options.available Credentials to hand out, by credential type.
 * @param options.typesOf The credential types that a node's type asks for.
 * @param options.isKnown Whether this n8n has a credential with that id.
 */
export function withCredentials(
	workflow: WorkflowFile,
	options: {
		available: Readonly<Record<string, CredentialReference>>;
		typesOf: (node: { type: string; typeVersion: number }) => readonly string[];
		isKnown: (id: string) => boolean;
	},
): WorkflowFile {
	const assign = (node: WorkflowNode): WorkflowNode => {
		const credentials = { ...node.credentials };
		for (const type of [...options.typesOf(node), ...predefinedType(node)]) {
			const present = credentials[type]?.id;
			const ours = options.available[type];
			if (ours && !(present && options.isKnown(present))) credentials[type] = { ...ours };
		}
		return Object.keys(credentials).length > 0 ? { ...node, credentials } : node;
	};
	return { ...workflow, nodes: workflow.nodes.map(assign) };
}

/** n8n's HTTP Request node names the type of its credential in a parameter. */
function predefinedType(node: WorkflowNode): string[] {
	const type = node.parameters['nodeCredentialType'];
	return typeof type === 'string' ? [type] : [];
}
