import type { IHookFunctions, IWebhookDescription } from 'n8n-workflow';

/** The address of the page: n8n's own for the waiting execution, answered by the node. */
export const pageWebhook = (httpMethod: 'GET' | 'POST'): IWebhookDescription => ({
	name: 'default',
	httpMethod,
	responseMode: 'onReceived',
	path: '',
	restartWebhook: true,
});

/** There is no service to register the address with: it comes and goes with the execution. */
export const registeredNowhere = {
	async checkExists(this: IHookFunctions): Promise<boolean> {
		return true;
	},
	async create(this: IHookFunctions): Promise<boolean> {
		return true;
	},
	async delete(this: IHookFunctions): Promise<boolean> {
		return true;
	},
};
