import { discard, header } from './body';
import { send, type HttpReply, type HttpRequest } from './client';
import type { EgressFilter } from './egress';
import { Fault } from './faults';
import { redirectOf } from './redirects';

/**
 * Sends a request and follows the redirects of a GET. An address of another origin gets nothing of the request but its
 * Accept header, and its certificate has to be a good one whatever the credential says.
 * @returns the last reply; one of another origin has a good status
 * @throws Fault
 */
export async function sendFollowing(
	request: HttpRequest,
	egress?: EgressFilter,
): Promise<HttpReply> {
	const reply = await send(request, egress);
	return reply.status >= 300 && reply.status < 400 ? await follow(request, reply, egress) : reply;
}

async function follow(
	first: HttpRequest,
	redirect: HttpReply,
	egress: EgressFilter | undefined,
): Promise<HttpReply> {
	let request = first;
	let reply = redirect;
	for (let hops = 0; ; hops++) {
		const decision = redirectOf({
			method: request.method,
			url: request.url,
			status: reply.status,
			location: header(reply, 'location'),
			hops,
		});
		if (decision.kind === 'none') return judged(first, request, reply);
		await discard(reply);
		if (decision.kind === 'refuse') throw refusedRedirect(request, reply, decision.reason);
		request = decision.sameOrigin
			? { ...request, url: decision.url }
			: withoutCredential(request, decision.url);
		reply = await send(request, egress);
	}
}

/** The same question to a stranger. */
function withoutCredential({ headers, ...request }: HttpRequest, url: string): HttpRequest {
	const { accept } = headers;
	return { ...request, url, headers: accept === undefined ? {} : { accept }, insecure: false };
}

/** What a stranger refuses says nothing about the credential, which it has not seen. */
async function judged(
	first: HttpRequest,
	{ url }: HttpRequest,
	reply: HttpReply,
): Promise<HttpReply> {
	const [asked, answered] = [new URL(first.url), new URL(url)];
	if (reply.status < 300 || asked.origin === answered.origin) return reply;
	await discard(reply);
	throw new Fault({
		kind: reply.status >= 500 ? 'unavailable' : 'refused',
		message: `${asked.host} sent the request on to ${answered.host}, which answered with status ${reply.status}`,
		advice: 'Check the base URL of the credential. It is not sent to another address',
		status: reply.status,
	});
}

function refusedRedirect({ url }: HttpRequest, { status }: HttpReply, reason: string): Fault {
	return new Fault({
		kind: 'refused',
		message: `${new URL(url).host} redirects ${reason}`,
		advice: 'It is not followed. Check the base URL of the credential',
		status,
	});
}
