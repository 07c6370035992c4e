import { Credentials } from 'n8n-core';
import {
	getCredentialOwnRequestAllowedDomains,
	ICredentialsHelper,
	isExpression,
	NodeHelpers,
	UnexpectedError,
	UserError,
	Workflow,
	type GenericValue,
	type ICredentialDataDecryptedObject,
	type ICredentialsExpressionResolveValues,
	type ICredentialType,
	type IDataObject,
	type IExecuteData,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentials,
	type INodeCredentialsDetails,
	type INodeParameters,
	type INodeProperties,
	type IRequestOptionsSimplified,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { isObject, toCredentialData, toParameters, toText } from './guards';
import { NodeTypes, StartNode } from './nodeTypes';

/** An account as a user would have saved it. */
export interface CredentialEntry {
	/** The credential class under test. */
	type: ICredentialType;
	/** What the user typed in; the rest comes from the properties' defaults. */
	data?: ICredentialDataDecryptedObject;
}

interface StoredCredential {
	type: ICredentialType;
	data: ICredentialDataDecryptedObject;
	/** How often preAuthentication ran. */
	logins: number;
	/** How often something was written back. */
	writes: number;
}

const NO_NODE: INode = {
	id: 'none',
	name: 'None',
	type: StartNode.type,
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/**
 * Accounts in memory that behave as n8n's own credentials helper does: defaults and expressions are resolved on reading,
 * declared authentication is applied, and what preAuthentication returns is stored for every later reader.
 */
export class CredentialStore extends ICredentialsHelper {
	private readonly accounts = new Map<string, StoredCredential>();

	constructor(entries: readonly CredentialEntry[] = []) {
		super();
		for (const { type, data = {} } of entries) {
			this.accounts.set(type.name, { type, data: structuredClone(data), logins: 0, writes: 0 });
		}
	}

	/** The `credentials` of a node that uses every account of this store that its description names. */
	forNode(names: readonly string[]): INodeCredentials {
		const used = names.filter((name) => this.accounts.has(name));
		return Object.fromEntries(used.map((name) => [name, { id: name, name }]));
	}

	/** What is stored at this moment, tokens that preAuthentication put there included. */
	stored(name: string): ICredentialDataDecryptedObject {
		return structuredClone(this.account(name).data);
	}

	/** How often preAuthentication (a login, as a rule) ran for an account. */
	logins(name: string): number {
		return this.account(name).logins;
	}

	/** How often something was written back to an account. */
	writes(name: string): number {
		return this.account(name).writes;
	}

	/** Changes a stored account, as another execution or the user would. */
	change(name: string, data: ICredentialDataDecryptedObject): void {
		Object.assign(this.account(name).data, structuredClone(data));
	}

	getParentTypes(name: string): string[] {
		const parents = this.accounts.get(name)?.type.extends ?? [];
		return [...parents, ...parents.flatMap((parent) => this.getParentTypes(parent))];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	getCredentialsProperties(name: string): INodeProperties[] {
		return this.account(name).type.properties;
	}

	async getCredentials(details: INodeCredentialsDetails, name: string): Promise<Credentials> {
		const { data } = this.account(name);
		const credentials = new Credentials({ id: details.id, name: details.name }, name);
		await credentials.setData(structuredClone(data));
		return credentials;
	}

	async updateCredentials(
		_details: INodeCredentialsDetails,
		name: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		const account = this.account(name);
		account.data = structuredClone(data);
		account.writes += 1;
	}

	async updateCredentialsOauthTokenData(
		details: INodeCredentialsDetails,
		name: string,
		{ oauthTokenData }: ICredentialDataDecryptedObject,
	): Promise<void> {
		const change = oauthTokenData === undefined ? {} : { oauthTokenData };
		await this.updateCredentials(details, name, { ...this.account(name).data, ...change });
	}

	async getDecrypted(
		_additionalData: IWorkflowExecuteAdditionalData,
		_details: INodeCredentialsDetails,
		name: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		raw?: boolean,
		context?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		const stored = this.stored(name);
		if (raw === true) return stored;

		const withDefaults = this.applyDefaults(name, stored);
		// n8n resolves a credential's expressions with the running item at hand, or, outside a run, without one.
		const resolved = context
			? context.workflow.expression.getParameterValue(
					withDefaults,
					context.runExecutionData,
					context.runIndex,
					context.itemIndex,
					context.node.name,
					context.connectionInputData,
					mode,
					{},
					executeData,
					false,
					withDefaults,
				)
			: emptyWorkflow().expression.getComplexParameterValue(
					NO_NODE,
					withDefaults,
					mode,
					{},
					undefined,
					undefined,
					withDefaults,
				);
		return toCredentialData(resolved);
	}

	/** Completes stored data with the properties' defaults; properties that are not displayed fall away. */
	applyDefaults(name: string, stored: ICredentialDataDecryptedObject): INodeParameters {
		const values = NodeHelpers.getNodeParameters(
			this.getCredentialsProperties(name),
			toParameters(stored),
			true,
			false,
			null,
			null,
		);
		// The fields with which a user restricts the domains of a credential are n8n's, not the type's.
		const { allowedHttpRequestDomains, allowedDomains } = toParameters(stored);
		return {
			...values,
			...(allowedHttpRequestDomains === undefined ? {} : { allowedHttpRequestDomains }),
			...(allowedDomains === undefined ? {} : { allowedDomains }),
		};
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		name: string,
		incoming: IHttpRequestOptions | IRequestOptionsSimplified,
		workflow?: Workflow,
		node?: INode,
	): Promise<IHttpRequestOptions> {
		const options = toRequestOptions(incoming);
		const { authenticate } = this.account(name).type;
		if (authenticate === undefined) return options;
		if (typeof authenticate === 'function') return await authenticate(credentials, options);
		if (!workflow || !node) {
			throw new UnexpectedError('A declared authentication needs a workflow and a node');
		}

		const resolve = (value: GenericValue): GenericValue => {
			if (typeof value !== 'string' || !isExpression(value)) return value;
			const result = workflow.expression.getSimpleParameterValue(
				node,
				value,
				'internal',
				{ $credentials: credentials },
				undefined,
				'',
			);
			return result ? String(result) : '';
		};
		const resolveAll = (values: IDataObject): IDataObject =>
			Object.fromEntries(
				Object.entries(values).map(([key, value]) => [toText(resolve(key)), resolve(value)]),
			);

		const { headers = {}, qs, body, auth } = authenticate.properties;
		options.headers = { ...options.headers, ...resolveAll(headers) };
		if (qs) options.qs = { ...options.qs, ...resolveAll(qs) };
		if (body) options.body = { ...toObject(options.body), ...resolveAll(body) };
		if (auth) {
			const { username, password } = resolveAll(auth);
			options.auth = { username: toText(username), password: toText(password) };
		}
		return options;
	}

	async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		name: string,
		node: INode,
		expired: boolean,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const { type } = this.account(name);
		const tokenName = type.properties.find(
			(property) => property.type === 'hidden' && property.typeOptions?.expirable === true,
		)?.name;
		if (tokenName === undefined || !type.preAuthentication) return undefined;

		// A credential's own test always logs in: that is what it wants to know.
		const testing = node.parameters.temp === '' && node.type === 'n8n-nodes-base.noOp';
		if (credentials[tokenName] !== '' && !expired && !testing) return undefined;

		const output = await this.runPreAuthentication(helpers, credentials, name);
		const details = node.credentials?.[name];
		if (output?.[tokenName] === undefined || !details) return undefined;

		const stored = this.stored(name);
		// What the user wrote as an expression stays one; only the token itself is always replaced.
		const changes = Object.entries(output).filter(
			([key]) => key === tokenName || !isExpression(stored[key]),
		);
		await this.updateCredentials(details, name, { ...stored, ...Object.fromEntries(changes) });
		return Object.assign(credentials, output);
	}

	async runPreAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		name: string,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const account = this.account(name);
		if (!account.type.preAuthentication) return undefined;
		account.logins += 1;
		const output = await account.type.preAuthentication.call(
			withinAllowedDomains(helpers, credentials),
			credentials,
		);
		return toCredentialData(output);
	}

	private account(name: string): StoredCredential {
		const account = this.accounts.get(name);
		if (!account) throw new UserError(`The test gave no credential of type "${name}"`);
		return account;
	}
}

/** A login is bound to the domains to which the user restricted the credential, as every other request with it. */
function withinAllowedDomains(
	{ helpers }: IHttpRequestHelper,
	credentials: ICredentialDataDecryptedObject,
): IHttpRequestHelper {
	const allowedDomains = getCredentialOwnRequestAllowedDomains(credentials);
	if (allowedDomains === undefined) return { helpers };
	const httpRequest = async (options: IHttpRequestOptions): Promise<unknown> =>
		await helpers.httpRequest({ ...options, allowedDomains });
	return { helpers: { httpRequest } };
}

function emptyWorkflow(): Workflow {
	const nodeTypes = new NodeTypes({ [StartNode.type]: new StartNode([]) });
	return new Workflow({ nodes: [NO_NODE], connections: {}, active: false, nodeTypes });
}

function toObject(value: unknown): IDataObject {
	return isObject(value) ? { ...value } : {};
}

/** The request as n8n passes it on; the simplified form, which HTTP requests of old use, has no address of its own. */
function toRequestOptions(
	incoming: IHttpRequestOptions | IRequestOptionsSimplified,
): IHttpRequestOptions {
	// n8n's own older nodes say `uri`; an empty `url` beside it would win.
	if ('url' in incoming) return incoming;
	const uri: unknown = Reflect.get(incoming, 'uri');
	return Object.assign(incoming, { url: typeof uri === 'string' ? uri : '' });
}
