import { randomBytes, randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { sandboxClock } from '../clock.mts';
import { roles } from './accounts.mts';
import type { Context } from './context.mts';
import { badRequest, conflict, notFound } from './errors.mts';
import { noInput, serve } from './operation.mts';
import { hashSecret } from './organizationRecords.mts';
import type { Invitation } from './organizationRecords.mts';
import { showAccount, showInvitation } from './organizationReplies.mts';
import { email, newPassword, uuid } from './validation.mts';

const LIFETIME_MS = 7 * 24 * 60 * 60 * 1000;

const invitationPath = z.object({ invitation_id: uuid }).strict();
const token = z.string().min(1);

export function invitationRoutes(server: FastifyInstance, context: Context): void {
	const { store, accounts, mailbox } = context;

	// A fresh token, which makes the one before worthless, and a fresh term.
	const invite = (invitation: Invitation): void => {
		const secret = randomBytes(24).toString('base64url');
		invitation.tokenHash = hashSecret(secret);
		invitation.expiresAt = new Date(sandboxClock.now() + LIFETIME_MS).toISOString();
		mailbox.send(invitation.email, `Join ${store.organization.name} on XC Scribe`, secret);
	};

	const findByToken = (secret: string): Invitation => {
		const hash = hashSecret(secret);
		const invitation = store.invitations.all().find((candidate) => candidate.tokenHash === hash);
		if (invitation === undefined) throw notFound('Invitation');
		return invitation;
	};

	serve(server, context, {
		...noInput,
		id: 'invitation.validate',
		method: 'GET',
		url: '/invitations/validate',
		access: 'public',
		query: z.object({ token }).strict(),
		handle: ({ query }) => {
			const invitation = findByToken(query.token);
			return {
				email: invitation.email,
				organization_name: store.organization.name,
				role: invitation.role,
				is_valid: isOpen(invitation),
			};
		},
	});

	serve(server, context, {
		...noInput,
		id: 'invitation.accept',
		method: 'POST',
		url: '/invitations/accept',
		access: 'public',
		encoding: 'json',
		body: z
			.object({
				token,
				password: newPassword,
				first_name: z.string().nullish(),
				last_name: z.string().nullish(),
			})
			.strict(),
		status: 201,
		handle: ({ body }) => {
			const invitation = findByToken(body.token);
			if (!isOpen(invitation)) throw badRequest('Invitation is no longer valid');
			const account = accounts.add({
				email: invitation.email,
				password: body.password,
				role: invitation.role,
				firstName: body.first_name ?? '',
				lastName: body.last_name ?? '',
			});
			invitation.status = 'accepted';
			invitation.acceptedAt = new Date().toISOString();
			return { message: 'Invitation accepted', user: showAccount(account, store) };
		},
	});

	serve(server, context, {
		...noInput,
		id: 'invitation.getAll',
		method: 'GET',
		url: '/invitations',
		access: 'admin',
		handle: () => store.invitations.all().reverse().map(showInvitation),
	});

	serve(server, context, {
		...noInput,
		id: 'invitation.create',
		method: 'POST',
		url: '/invitations',
		access: 'admin',
		encoding: 'json',
		body: z.object({ email, role: z.enum(roles).default('member') }).strict(),
		status: 201,
		handle: ({ body, caller }) => {
			const address = accounts.requireFree(body.email);
			const open = store.invitations.all().filter(isOpen);
			if (open.some((invitation) => invitation.email === address)) {
				throw conflict('An invitation for this email is already pending');
			}
			const now = new Date().toISOString();
			const invitation = store.invitations.add({
				id: randomUUID(),
				email: address,
				role: body.role,
				status: 'pending',
				tokenHash: '',
				invitedByEmail: caller.account.email,
				createdAt: now,
				expiresAt: now,
				acceptedAt: null,
			});
			invite(invitation);
			return showInvitation(invitation);
		},
	});

	serve(server, context, {
		...noInput,
		id: 'invitation.resend',
		method: 'POST',
		url: '/invitations/:invitation_id/resend',
		access: 'admin',
		path: invitationPath,
		handle: ({ path }) => {
			const invitation = requirePending(store.invitations.get(path.invitation_id));
			invite(invitation);
			return showInvitation(invitation);
		},
	});

	serve(server, context, {
		...noInput,
		id: 'invitation.revoke',
		method: 'POST',
		url: '/invitations/:invitation_id/revoke',
		access: 'admin',
		path: invitationPath,
		handle: ({ path }) => {
			const invitation = requirePending(store.invitations.get(path.invitation_id));
			invitation.status = 'revoked';
			return showInvitation(invitation);
		},
	});
}

// An invitation stays pending when its term is over.
function isOpen(invitation: Invitation): boolean {
	return invitation.status === 'pending' && Date.parse(invitation.expiresAt) > sandboxClock.now();
}

function requirePending(invitation: Invitation): Invitation {
	if (invitation.status !== 'pending') throw badRequest(`Invitation is ${invitation.status}`);
	return invitation;
}
