import { createHmac } from 'node:crypto';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { CernelTrigger } from '../../../nodes/Cernel/CernelTrigger.node';
import { PublishedTrigger, type Delivery, type DeliveryOptions } from '../triggers';
import { account, TOKEN } from './jobList';

/** The webhooks of the trigger, by what they are for. */
export const WEBHOOK = { product: 0, category: 1 };

export const HEADER = 'X-Signature-SHA256';

/** What Cernel calls with, as its documents show it. */
export const row = (more: IDataObject = {}): IDataObject => ({
	id: '3303170120804',
	domain: 'https://cernel.shop.dk',
	job_id: '163f99d4-e53f-4d07-9051-97d298c7306f',
	site_id: 0,
	name: 'Bluetooth Høretelefoner - Sort',
	language: 'Danish',
	short_description: 'Short',
	description: '<p>Long</p>',
	meta_title: 'Title',
	meta_description: 'Meta',
	alt_text: 'Alt',
	status: 'SUCCESS',
	report: null,
	...more,
});

export const hexOf = (body: Buffer | string, token = TOKEN): string =>
	createHmac('sha256', token).update(body).digest('hex');

/** A published trigger, and Cernel that calls it. */
export class Receiver {
	readonly trigger: PublishedTrigger;

	/** @param data overrides what the user entered into the credential */
	constructor(
		parameters: INodeParameters = {},
		data: Record<string, string> = {},
		node = new CernelTrigger(),
	) {
		// Nothing is read from Cernel: its address leads nowhere.
		const credentials = account('http://127.0.0.1:9', data);
		this.trigger = new PublishedTrigger({ node, parameters, credentials });
	}

	/** A call with these bytes, or this content, that is signed with the token of the tests; `more` overrides it. */
	async call(
		content: string | Buffer | IDataObject,
		more: DeliveryOptions = {},
	): Promise<Delivery> {
		const body =
			typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content);
		return await this.trigger.deliver({
			body,
			headers: { [HEADER]: hexOf(body) },
			contentType: 'application/json',
			...more,
		});
	}

	/** The JSON that such a call starts the workflow with; undefined when it starts nothing. */
	async started(
		content: string | Buffer | IDataObject,
		more: DeliveryOptions = {},
	): Promise<IDataObject | undefined> {
		const delivery = await this.call(content, more);
		return delivery.started?.[0]?.json;
	}
}
