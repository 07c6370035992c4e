import type { Operation, Place, PlacedField } from '../../nodes/shared/operation.ts';
import type { Declarations, ProductNode } from './product.mts';

type NodeWithOperations = ProductNode & { declared: Declarations };

/** The page docs/operations.md: every operation of every node, as declared. */
export function operationsPage(nodes: readonly ProductNode[]): string {
	const described = nodes.filter(hasOperations);
	const all = described.flatMap(({ declared }) => declared.operations);
	const unconfirmed = all.filter((operation) => operation.unconfirmed === true).length;
	return [
		'<!-- Made by `npm run generate` from the declarations of the operations. Changes by hand are lost. -->',
		'',
		'# Operations',
		'',
		`All ${all.length} operations of the nodes, in the order of the menus.`,
		'',
		'- **Request** is what leaves n8n, below the base URL of the credential. To send it in another way, use the HTTP Request',
		'  node with the same credential (Authentication: Predefined Credential Type).',
		'- **Parameters** are named as in the form and grouped by where they go: into the path, the query or the body. Those in',
		'  **bold** have to be filled in; the others are added below Additional Fields, Update Fields or Filters.',
		'- **Good to know** says what follows from the operation: whether it waits, what it costs, what cannot be undone.',
		...(unconfirmed === 0
			? []
			: [
					`- ${unconfirmed} operations are marked **route unconfirmed**: the provider's documents name them without their address. If one`,
					'  answers "not found", send the request with the HTTP Request node.',
				]),
		'',
		'## Contents',
		'',
		...described.flatMap(contents),
		'',
		...described.flatMap(nodeSection),
	].join('\n');
}

function hasOperations(node: ProductNode): node is NodeWithOperations {
	return node.declared !== undefined;
}

interface ResourceSection {
	title: string;
	operations: Operation[];
}

function sections({ description, declared }: NodeWithOperations): ResourceSection[] {
	return Object.entries(declared.resources)
		.map(([resource, name]) => ({
			title: `${description.displayName}: ${name}`,
			operations: declared.operations.filter((operation) => operation.resource === resource),
		}))
		.filter(({ operations }) => operations.length > 0);
}

function contents(node: NodeWithOperations): string[] {
	const { displayName } = node.description;
	return [
		`- ${link(displayName)} (${count(node.declared.operations.length)})`,
		...sections(node).map(({ title, operations }) => {
			const name = title.slice(displayName.length + 2);
			return `  - ${link(title, name)} (${operations.length})`;
		}),
	];
}

/** A link to a heading of this page, in GitHub's and npm's way of naming it. */
function link(heading: string, text = heading): string {
	const anchor = heading
		.toLowerCase()
		.replace(/[^a-z0-9 -]/g, '')
		.replaceAll(' ', '-');
	return `[${text}](#${anchor})`;
}

const count = (operations: number): string =>
	operations === 1 ? '1 operation' : `${operations} operations`;

function nodeSection(node: NodeWithOperations): string[] {
	const { displayName, description, credentials = [] } = node.description;
	const credential = credentials.map(({ name }) => `\`${name}\``).join(', ');
	return [
		`## ${displayName}`,
		'',
		`${description}.${credential === '' ? '' : ` Credential: ${credential}.`}`,
		'',
		...sections(node).flatMap(({ title, operations }) => [
			`### ${title}`,
			'',
			'| Operation | Request | Parameters | Good to know |',
			'| --- | --- | --- | --- |',
			...operations.map((operation) => row(operation, node.declared)),
			'',
		]),
	];
}

function row(operation: Operation, declared: Declarations): string {
	const { name, description, request } = operation;
	const cells = [
		`**${name}**<br>${sentence(description)}`,
		`\`${request.method} ${request.path}\``,
		parametersOf(operation).join('<br>'),
		notesOf(operation, declared).map(sentence).join(' '),
	];
	return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}

const PLACES: Record<Place | 'form', string> = {
	path: 'Path',
	query: 'Query',
	body: 'Body',
	local: 'Not sent',
	form: 'Not sent',
};

/** One line a place; a field that several variants of a form have is named once. */
function parametersOf({ fields }: Operation): string[] {
	const lines = new Map<string, Set<string>>();
	for (const placed of fields) {
		const place = PLACES[placed.field.formOnly === true ? 'form' : placed.place];
		lines.set(place, (lines.get(place) ?? new Set()).add(parameterName(placed)));
	}
	return [...lines].map(([place, names]) => `${place}: ${[...names].join(', ')}`);
}

function parameterName({ field }: PlacedField): string {
	const { displayName } = field.form;
	return field.required && field.formOnly !== true ? `**${displayName}**` : displayName;
}

function notesOf(operation: Operation, { provider }: Declarations): string[] {
	const { reply, batch, confirm } = operation;
	return [
		...(operation.unconfirmed === true ? ['**Route unconfirmed**'] : []),
		...(confirm === undefined ? [] : [`Has to be confirmed: ${confirm}`]),
		...(operation.job === undefined ? [] : ['Starts a job and waits for it unless told otherwise']),
		...(operation.cost === undefined ? [] : ['Spends tokens, which can be limited for a run']),
		...(batch === undefined ? [] : [`Joins input items, up to ${batch.maximum} in a request`]),
		...(reply.kind === 'list' ? ['Outputs an item for each entry'] : []),
		...(reply.kind === 'stream' ? ['Outputs an item for each event'] : []),
		...(reply.kind === 'file' || operation.download !== undefined
			? ['Can put a file into the output']
			: []),
		...(operation.sensitive === undefined ? [] : ['Outputs secrets']),
		...(operation.provider === undefined ||
		operation.provider.credential.type === provider.credential.type
			? []
			: [`Uses the credential \`${operation.provider.credential.type}\``]),
	];
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
