import type { WorkflowNode } from '../../../sandbox/n8n/chain.mts';
import type { Sandbox } from '../../../sandbox/server.mts';

const PACKAGE = 'n8n-nodes-product-content';

/** A node of a workflow, and which operation it calls where it is one of ours. */
export interface Step {
	node: WorkflowNode;
	/** As the provider's contract names it, without the provider: `project.getAll`. */
	calls?: string;
}

/** A workflow that calls every operation of a provider, in the order of a sensible life. */
export interface Life {
	/** As in the provider's contract and in the sandbox's counts. */
	provider: string;
	/** How many operations are built. */
	operations: number;
	/** Our nodes for this provider, with the package in front. */
	nodes: readonly string[];
	/** Data of the credentials, by credential type. */
	credentials(sandbox: Sandbox): Record<string, Record<string, string>>;
	/** @param url address of the sandbox */
	steps(url: string): Step[];
}

/** Full name of one of our node types. */
export const nodeType = (name: string): string => `${PACKAGE}.${name}`;

/** Only the first item of the step before counts, so that lists do not multiply what comes after them. */
const stepOf = (name: string, type: string, typeVersion: number, parameters: object): Step => ({
	node: { name, type, typeVersion, parameters, executeOnce: true },
});

/** Makes steps of one of our node types. */
export const callsOf =
	(node: string) =>
	(name: string, operationId: string, parameters: object = {}): Step => {
		const [resource, operation] = operationId.split('.');
		return {
			...stepOf(name, nodeType(node), 1, { resource, operation, ...parameters }),
			calls: operationId,
		};
	};

/** The expression for a key of the first item that a step put out. */
export const from = (step: string, key: string): string =>
	`={{ $('${step}').first().json.${key} }}`;

/** The expression for the ids of some of the items that a step put out. */
export const idsFrom = (step: string, first: number, end: number): string =>
	`={{ $('${step}').all().slice(${first}, ${end}).map((item) => item.json.id) }}`;

/** A resource locator that names its value instead of picking it. */
export const byId = (value: string): object => ({ __rl: true, mode: 'id', value });

const httpRequest = (name: string, url: string, options: object = {}): Step =>
	stepOf(name, 'n8n-nodes-base.httpRequest', 4.2, { url, options });

/** Downloads a file into the binary property `data`, for the step after it. */
export const download = (name: string, url: string): Step =>
	httpRequest(name, url, { response: { response: { responseFormat: 'file' } } });

/** Reads the e-mails that the sandbox would have sent. */
export const readMails = (name: string, url: string): Step =>
	httpRequest(name, `${url}/sandbox/mails`);

/** The expression for the code (or the token) in the newest e-mail to an address. */
export const codeFrom = (step: string, address: string): string =>
	`={{ $('${step}').all().filter((mail) => mail.json.to === '${address}').at(-1).json.code }}`;
