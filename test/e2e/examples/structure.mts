import { NodeHelpers, type INodeParameters, type INodeTypeDescription } from 'n8n-workflow';
import { z } from 'zod';

import { isRecord } from '../../../nodes/shared/values';

const NOTE = 'n8n-nodes-base.stickyNote';

/** What the editor draws for a node with its name below, in its own units. */
const NODE_SIZE = { width: 128, height: 128 };

const Example = z
	.object({
		name: z.string(),
		nodes: z.array(
			z.object({
				name: z.string(),
				type: z.string(),
				typeVersion: z.number(),
				position: z.tuple([z.number(), z.number()]),
				parameters: z.custom<INodeParameters>(isRecord),
				credentials: z.unknown(),
			}),
		),
		/** By the node that they begin at, and by kind: "main", and "ai_tool" and the like of Agents. */
		connections: z.record(z.record(z.array(z.array(z.object({ node: z.string() }))))),
		pinData: z.object({}).strict().optional(),
	})
	.passthrough();

type Example = z.infer<typeof Example>;
type ExampleNode = Example['nodes'][number];

/**
 * What is wrong with the file of an example, whatever it does.
 *
 * @param file The workflow as it is imported.
 * @param descriptions The nodes of the n8n that takes it.
 * @returns A sentence for each fault; none is good.
 */
export function faultsOf(file: unknown, descriptions: readonly INodeTypeDescription[]): string[] {
	const example = Example.parse(file);
	const working = example.nodes.filter(({ type }) => type !== NOTE);
	return [
		...(working.length < example.nodes.length ? [] : ['No sticky note explains it']),
		...example.nodes.flatMap((node) => unknownParameters(node, descriptions)),
		...example.nodes
			.filter(({ credentials }) => credentials !== undefined)
			.map(({ name }) => `"${name}" brings a credential along`),
		...repeated(example.nodes.map(({ name }) => name)).map((name) => `Two nodes are "${name}"`),
		...missingNodes(example).map((name) => `A connection names "${name}", which is not there`),
		...overlaps(working),
	];
}

/** What n8n would drop when the node is opened: another resource's parameters, and those of no form at all. */
function unknownParameters(
	node: ExampleNode,
	descriptions: readonly INodeTypeDescription[],
): string[] {
	const { name, type, typeVersion, parameters } = node;
	const description = descriptions.find(
		(one) => one.name === type && [one.version].flat().includes(typeVersion),
	);
	if (description === undefined) return [`n8n has no ${type} ${typeVersion} for "${name}"`];
	const kept = NodeHelpers.getNodeParameters(
		description.properties,
		parameters,
		true,
		false,
		node,
		description,
	);
	return lost(parameters, kept).map((path) => `The form of "${name}" has no ${path}`);
}

/** The paths of what a value has and another one lacks. */
function lost(value: unknown, kept: unknown, path: readonly string[] = []): string[] {
	if (!isRecord(value) && !Array.isArray(value)) return [];
	return Object.entries(value).flatMap(([key, inner]) => {
		const there = isRecord(kept) || Array.isArray(kept) ? new Map(Object.entries(kept)) : undefined;
		const here = [...path, key];
		return there?.has(key) ? lost(inner, there.get(key), here) : [here.join('.')];
	});
}

function missingNodes({ nodes, connections }: Example): string[] {
	const present = new Set(nodes.map(({ name }) => name));
	const named = Object.entries(connections).flatMap(([from, kinds]) => [
		from,
		...Object.values(kinds)
			.flat(2)
			.map(({ node }) => node),
	]);
	return named.filter((name) => !present.has(name));
}

function overlaps(nodes: readonly ExampleNode[]): string[] {
	return nodes.flatMap((node, index) =>
		nodes
			.slice(index + 1)
			.filter(
				(other) =>
					Math.abs(node.position[0] - other.position[0]) < NODE_SIZE.width &&
					Math.abs(node.position[1] - other.position[1]) < NODE_SIZE.height,
			)
			.map((other) => `"${node.name}" and "${other.name}" overlap`),
	);
}

function repeated(names: readonly string[]): string[] {
	return names.filter((name, index) => names.indexOf(name) !== index);
}
