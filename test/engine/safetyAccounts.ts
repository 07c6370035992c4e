import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	INodeParameters,
	INodeType,
} from 'n8n-workflow';

import { CernelApi } from '../../credentials/CernelApi.credentials';
import { CypienApi } from '../../credentials/CypienApi.credentials';
import { ProductAiApi } from '../../credentials/ProductAiApi.credentials';
import { XcScribeApi } from '../../credentials/XcScribeApi.credentials';
import { XcScribePluginApi } from '../../credentials/XcScribePluginApi.credentials';
import { Cernel } from '../../nodes/Cernel/Cernel.node';
import { Cypien } from '../../nodes/Cypien/Cypien.node';
import { ProductAi } from '../../nodes/ProductAi/ProductAi.node';
import { XcScribe } from '../../nodes/XcScribe/XcScribe.node';
import { CredentialStore } from './harness';
import type { TestServer } from './xcScribe/support';

/** Stands in every secret of these accounts and nowhere else, with what JSON and addresses write in another way. */
export const CANARY = 'canary-"7"/+%';

/** An account of each credential type, with a call that reads something. */
export interface SafetyAccount {
	credential: string;
	createType: () => ICredentialType;
	/** What the user entered, without the base URL. */
	data: ICredentialDataDecryptedObject;
	/** A token that n8n keeps, where there is one. */
	token: ICredentialDataDecryptedObject;
	createNode: () => INodeType;
	parameters: INodeParameters;
	/** A reply to that call. */
	reply: object;
	/** Path of the log-in, where there is one. */
	login?: string;
}

export const ACCOUNTS: SafetyAccount[] = [
	{
		credential: 'cernelApi',
		createType: () => new CernelApi(),
		data: { apiToken: `${CANARY}-cernel` },
		token: {},
		createNode: () => new Cernel(),
		parameters: { resource: 'site', operation: 'getAll' },
		reply: [],
	},
	{
		credential: 'cypienApi',
		createType: () => new CypienApi(),
		data: { apiKey: `${CANARY}-cypien`, workspaceId: '123' },
		token: { accessToken: `${CANARY}-cypien-token` },
		createNode: () => new Cypien(),
		parameters: { resource: 'job', operation: 'get', jobId: 'job-1', waitForCompletion: false },
		reply: { job_id: 'job-1', status: 'completed' },
		login: '/v1/auth/login',
	},
	{
		credential: 'productAiApi',
		createType: () => new ProductAiApi(),
		data: { apiKey: `${CANARY}-product-ai` },
		token: {},
		createNode: () => new ProductAi(),
		parameters: { resource: 'account', operation: 'checkKey' },
		reply: { status: 'OK', data: { valid: true } },
	},
	{
		credential: 'xcScribeApi',
		createType: () => new XcScribeApi(),
		data: { email: 'team@shop.example', password: `${CANARY} pass word`, totpSecret: '' },
		token: { accessToken: `${CANARY}-scribe-token` },
		createNode: () => new XcScribe(),
		parameters: { resource: 'project', operation: 'getAll' },
		reply: [],
		login: '/api/v1/auth/login',
	},
	{
		credential: 'xcScribePluginApi',
		createType: () => new XcScribePluginApi(),
		data: { apiKey: `${CANARY}-plugin` },
		token: {},
		createNode: () => new XcScribe(),
		parameters: { resource: 'plugin', operation: 'getStatus' },
		reply: { plan: 'pro' },
	},
];

/** The account at a server; `data` overrides what the user entered. */
export const storeOf = (
	{ createType, data, token }: SafetyAccount,
	{ url }: Pick<TestServer, 'url'>,
	more: ICredentialDataDecryptedObject = {},
): CredentialStore =>
	new CredentialStore([{ type: createType(), data: { ...data, ...token, baseUrl: url, ...more } }]);
