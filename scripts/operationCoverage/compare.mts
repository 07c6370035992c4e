import { basename } from 'node:path';

import type { Operation } from '../../nodes/shared/operation.ts';
import type { ProductNode } from '../generate/product.mts';
import type { ContractEntry } from './contract.mts';

/** How the declared operations of a resource compare with the contract. */
export interface ResourceCoverage {
	provider: string;
	resource: string;
	wanted: number;
	declared: number;
	/** Ids of the contract that nobody declared. */
	missing: string[];
	/** Declared with another method, path or certainty than the contract's. */
	different: string[];
	/** Declared although the contract does not ask for it. */
	unexpected: string[];
}

/** Compares the contract with the declarations of all nodes, by provider and resource. Pure. */
export function compareWithContract(
	contract: readonly ContractEntry[],
	nodes: readonly ProductNode[],
): ResourceCoverage[] {
	const declared = declaredOperations(nodes);
	const wanted = new Map(contract.map((entry) => [entry.id, entry]));
	const keys = new Set([...wanted.keys(), ...declared.keys()].map(resourceOf));
	return [...keys].sort().map((key): ResourceCoverage => {
		const [provider = '', resource = ''] = key.split('.');
		const entries = contract.filter(({ id }) => resourceOf(id) === key);
		return {
			provider,
			resource,
			wanted: entries.length,
			declared: entries.filter(({ id }) => declared.has(id)).length,
			missing: entries.map(({ id }) => id).filter((id) => !declared.has(id)),
			different: entries.flatMap((entry) => differences(entry, declared.get(entry.id))),
			unexpected: [...declared.keys()].filter((id) => resourceOf(id) === key && !wanted.has(id)),
		};
	});
}

/** `xcScribe.project.getAll` -> `xcScribe.project` */
const resourceOf = (id: string): string => id.split('.').slice(0, 2).join('.');

/** The declared operations by the contract's ids: nodes of one folder are of one provider. */
function declaredOperations(nodes: readonly ProductNode[]): Map<string, Operation> {
	return new Map(
		nodes.flatMap(({ folder, declared }) =>
			(declared?.operations ?? []).map((operation): [string, Operation] => [
				`${providerOf(folder)}.${operation.resource}.${operation.operation}`,
				operation,
			]),
		),
	);
}

/** `nodes/XcScribe` -> `xcScribe` */
export function providerOf(folder: string): string {
	const name = basename(folder);
	return name.charAt(0).toLowerCase() + name.slice(1);
}

function differences(entry: ContractEntry, operation: Operation | undefined): string[] {
	if (operation === undefined) return [];
	const { method, path } = operation.request;
	const unconfirmed = entry.confidence === 'medium' || entry.confidence === 'low';
	return [
		...(method === entry.method && path === entry.path
			? []
			: [`${entry.id}: ${method} ${path} instead of ${entry.method} ${entry.path}`]),
		...((operation.unconfirmed ?? false) === unconfirmed
			? []
			: [`${entry.id}: should ${unconfirmed ? '' : 'not '}be marked as unconfirmed`]),
	];
}

/** What a reader wants to know first: the totals. */
export function totals(coverage: readonly ResourceCoverage[]): {
	declared: number;
	wanted: number;
	complete: boolean;
} {
	const sum = (of: (each: ResourceCoverage) => number): number =>
		coverage.reduce((total, each) => total + of(each), 0);
	const faults = sum(
		({ missing, different, unexpected }) => missing.length + different.length + unexpected.length,
	);
	return {
		declared: sum(({ declared }) => declared),
		wanted: sum(({ wanted }) => wanted),
		complete: faults === 0,
	};
}
