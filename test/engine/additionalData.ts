import { Container } from '@n8n/di';
import { ExecutionLifecycleHooks, ExternalSecretsProxy } from 'n8n-core';
import {
	UnexpectedError,
	type ICredentialsHelper,
	type INodeParameters,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

/** What the engine wants to know beside the workflow. */
export interface AdditionalDataOptions {
	credentialsHelper: ICredentialsHelper;
	mode: WorkflowExecuteMode;
	workflow: IWorkflowBase;
	executionId: string;
	/** The form's present values, for the lists that the editor loads. */
	currentNodeParameters?: INodeParameters;
	/** When the whole execution times out, in milliseconds since 1970. */
	executionTimeoutTimestamp?: number;
}

/** Where the n8n of the tests would be reached; nothing listens there. */
export const INSTANCE_URL = 'http://n8n.test';

async function notInTests(): Promise<never> {
	throw new UnexpectedError('The harness runs no sub-workflows and no task runners');
}

/** The surroundings that n8n gives to each execution, with addresses that are valid (the engine parses them). */
export function createAdditionalData({
	credentialsHelper,
	mode,
	workflow,
	executionId,
	...optional
}: AdditionalDataOptions): IWorkflowExecuteAdditionalData {
	return {
		credentialsHelper,
		hooks: new ExecutionLifecycleHooks(mode, executionId, workflow),
		externalSecretsProxy: Container.get(ExternalSecretsProxy),
		executionId,
		workflowId: workflow.id,
		currentNodeExecutionIndex: 0,
		variables: {},
		restApiUrl: `${INSTANCE_URL}/rest`,
		instanceBaseUrl: INSTANCE_URL,
		formBaseUrl: `${INSTANCE_URL}/form`,
		formWaitingBaseUrl: `${INSTANCE_URL}/form-waiting`,
		formTestBaseUrl: `${INSTANCE_URL}/form-test`,
		webhookBaseUrl: `${INSTANCE_URL}/webhook`,
		webhookWaitingBaseUrl: `${INSTANCE_URL}/webhook-waiting`,
		webhookTestBaseUrl: `${INSTANCE_URL}/webhook-test`,
		mcpBaseUrl: `${INSTANCE_URL}/mcp`,
		mcpTestBaseUrl: `${INSTANCE_URL}/mcp-test`,
		setExecutionStatus: () => undefined,
		logAiEvent: () => undefined,
		getRunExecutionData: async () => undefined,
		getRuntimeCredential: async () => undefined,
		executeWorkflow: notInTests,
		startRunnerTask: notInTests,
		...optional,
	};
}
