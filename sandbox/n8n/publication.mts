import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { N8nSession } from './session.mts';

/** n8n itself gives up after 84 seconds. */
const TIMEOUT_MS = 120_000;
const POLL_MS = 50;

const Draft = z.object({
	versionId: z.string(),
	nodes: z.array(z.object({ id: z.string(), name: z.string() })),
});

/** n8n answers "Publish" at once and starts the triggers afterwards; this is how far it is. */
const Publication = z.object({
	status: z.enum(['in_progress', 'not_published', 'published', 'partial', 'failed']),
	liveVersionId: z.string().nullable(),
	triggers: z.array(
		z.object({ nodeId: z.string(), status: z.string(), errorMessage: z.string().nullable() }),
	),
});

type Publication = z.infer<typeof Publication>;

/**
 * Publishes a workflow as it is saved now, and waits until its triggers run.
 *
 * @throws N8nRestError when n8n refuses, e.g. for lack of a trigger; Error with n8n's words and the node's name when a
 *   trigger cannot start, after n8n tried five times in 15 seconds. n8n then shows the workflow as published, but tries
 *   no more until someone publishes it again.
 */
export async function publish(session: N8nSession, id: string): Promise<void> {
	const { versionId, nodes } = await session.rest('GET', `/workflows/${id}`, Draft);
	await session.rest('POST', `/workflows/${id}/activate`, z.unknown(), { versionId });
	const { status, liveVersionId, triggers } = await untilSettled(session, id);
	if (status === 'published' && liveVersionId === versionId) return;
	const faults = triggers
		.filter((trigger) => trigger.status === 'failed')
		.map(({ nodeId, errorMessage }) => {
			const name = nodes.find((node) => node.id === nodeId)?.name ?? nodeId;
			return `"${name}": ${errorMessage ?? 'no reason given'}`;
		});
	const why = faults.join('; ') || `its status is "${status}", and n8n's log may tell why`;
	throw new Error(`n8n could not publish workflow ${id}: ${why}`);
}

/**
 * Ends the publication of a workflow, and waits until its triggers have ended. Harmless when it is not published.
 *
 * @throws N8nRestError when n8n refuses; Error when triggers remain.
 */
export async function unpublish(session: N8nSession, id: string): Promise<void> {
	await session.rest('POST', `/workflows/${id}/deactivate`, z.unknown(), {});
	const { status } = await untilSettled(session, id);
	if (status === 'not_published') return;
	throw new Error(`n8n could not unpublish workflow ${id}: its status is "${status}"`);
}

async function untilSettled(session: N8nSession, id: string): Promise<Publication> {
	const deadline = performance.now() + TIMEOUT_MS;
	for (;;) {
		const path = `/workflows/${id}/publication-status`;
		const publication = await session.rest('GET', path, Publication);
		if (publication.status !== 'in_progress') return publication;
		if (performance.now() > deadline) {
			throw new Error(
				`n8n is still publishing or unpublishing workflow ${id} after ${TIMEOUT_MS / 1000} s`,
			);
		}
		await sleep(POLL_MS);
	}
}
