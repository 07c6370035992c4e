import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { NodeHelpers, type IContextObject, type IRunExecutionData } from 'n8n-workflow';

import { ContentReview } from '../../../nodes/ContentReview/ContentReview.node';
import { isRecord } from '../../../nodes/shared/values';

/** What an engine hands to webhook(), before the node sees it. */
type Change = (context: IWebhookFunctions) => void;

/** The node in an n8n that hands it something else than this one does. */
export class ChangedReview extends ContentReview {
	override webhook: (this: IWebhookFunctions) => Promise<IWebhookResponseData>;

	constructor(change: Change) {
		super();
		const { webhook } = ContentReview.prototype;
		this.webhook = async function (this: IWebhookFunctions) {
			change(this);
			return await webhook.call(this);
		};
	}
}

/** An n8n whose context has no such member. */
export const without =
	(member: string): Change =>
	(context) => {
		Reflect.deleteProperty(context, member);
	};

/** What the node left in its context is something else by now. */
export const withContext =
	(change: (kept: IContextObject) => void): Change =>
	(context) => {
		const run: unknown = Reflect.get(context, 'runExecutionData');
		if (isRun(run)) change(NodeHelpers.getContext(run, 'node', context.getNode()));
	};

const isRun = (value: unknown): value is IRunExecutionData =>
	isRecord(value) && isRecord(value.executionData);
