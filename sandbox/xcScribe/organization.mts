import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Context } from './context.mts';
import { forbidden } from './errors.mts';
import { noInput, serve } from './operation.mts';
import { aiKeyNames } from './organizationRecords.mts';
import { mayUseOwnAiKeys, showOrganization } from './organizationReplies.mts';
import { email, jsonObject } from './validation.mts';

const secret = z.string().min(1).nullish();

export function organizationRoutes(server: FastifyInstance, context: Context): void {
	const { store } = context;

	serve(server, context, {
		...noInput,
		id: 'organization.get',
		method: 'GET',
		url: '/organization',
		access: 'admin',
		handle: () => showOrganization(store),
	});

	serve(server, context, {
		...noInput,
		id: 'organization.update',
		method: 'PATCH',
		url: '/organization',
		access: 'admin',
		encoding: 'json',
		body: z
			.object({
				name: z.string().min(1).optional(),
				settings: jsonObject.optional(),
				address: z.string().nullish(),
				phone_number: z.string().nullish(),
				tax_id: z.string().nullish(),
				billing_email: email.nullish(),
				enforce_2fa: z.boolean().optional(),
			})
			.strict(),
		handle: ({ body }) => {
			const { organization } = store;
			organization.name = body.name ?? organization.name;
			organization.settings = body.settings ?? organization.settings;
			if (body.address !== undefined) organization.address = body.address;
			if (body.phone_number !== undefined) organization.phoneNumber = body.phone_number;
			if (body.tax_id !== undefined) organization.taxId = body.tax_id;
			if (body.billing_email !== undefined) organization.billingEmail = body.billing_email;
			organization.enforceTwoFactor = body.enforce_2fa ?? organization.enforceTwoFactor;
			return showOrganization(store);
		},
	});

	// A key that is null is forgotten; one that is not sent stays.
	serve(server, context, {
		...noInput,
		id: 'organization.updateApiKeys',
		method: 'PATCH',
		url: '/organization/api-keys',
		access: 'admin',
		encoding: 'json',
		body: z
			.object({ anthropic_api_key: secret, deepseek_api_key: secret, google_api_key: secret })
			.strict(),
		handle: ({ body }) => {
			if (!mayUseOwnAiKeys(store)) throw forbidden('BYOK is not enabled for this organization');
			for (const name of aiKeyNames) {
				const key = body[`${name}_api_key`];
				if (key === null) store.organization.ownAiKeys.delete(name);
				else if (key !== undefined) store.organization.ownAiKeys.add(name);
			}
			return showOrganization(store);
		},
	});
}
