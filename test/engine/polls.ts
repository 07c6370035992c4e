import { jest } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { sendJson, startServer, type Answer, type TestServer } from './xcScribe/support';
import {
	PublishedTrigger,
	type CredentialStore,
	type PollOptions,
	type PublishOptions,
} from './triggers';

/** The JSON of what a poll emits. */
export async function emitted(
	trigger: PublishedTrigger,
	options?: PollOptions,
): Promise<IDataObject[]> {
	return (await trigger.poll(options)).map(({ json }) => json);
}

/** What a poll throws. */
export async function thrownBy(trigger: PublishedTrigger, options?: PollOptions): Promise<unknown> {
	return await trigger.poll(options).then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
}

/** A provider that a test can bring out of step. */
export interface Stage {
	server: TestServer;
	/** What it answers instead of the usual; undefined for the usual. */
	instead?: Answer | undefined;
}

/** Starts a provider that answers as usual until the test says otherwise. */
export async function setStage(usual: Answer): Promise<Stage> {
	const stage: { instead?: Answer | undefined } = {};
	const server = await startServer((...call) => (stage.instead ?? usual)(...call));
	return Object.assign(stage, { server });
}

/** A published trigger before its first poll, beside a provider that answers as usual until the test says otherwise. */
export async function watchStage(
	usual: Answer,
	options: Omit<PublishOptions, 'credentials'>,
	account: (url: string) => CredentialStore,
): Promise<{ stage: Stage; trigger: PublishedTrigger }> {
	const stage = await setStage(usual);
	const credentials = account(stage.server.url);
	return { stage, trigger: new PublishedTrigger({ ...options, credentials }) };
}

/** Refuses everything with this status and body. */
export const refusing =
	(status: number, body: unknown, headers?: Record<string, string>): Answer =>
	(_arrived, response) =>
		sendJson(response, body, status, headers);

/** Never answers. */
export const silent: Answer = () => undefined;

/** The paths that arrived, with their queries, and the list is begun anew. */
export function takeArrived({ arrived }: TestServer): string[] {
	return arrived
		.splice(0)
		.map(({ path, query }) => (query.size === 0 ? path : `${path}?${query.toString()}`));
}

/** From its next publication on, the node has an account with this id. */
export function changeAccount({ credentials }: PublishedTrigger, id: string): void {
	jest
		.spyOn(credentials, 'forNode')
		.mockImplementation((names) => Object.fromEntries(names.map((name) => [name, { id, name }])));
}

/** Options of a trigger that begins with what is there. */
export const WITH_EXISTING: INodeParameters = { options: { startWithExisting: true } };
