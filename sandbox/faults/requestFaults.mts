import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SimulatedProvider } from '../provider.mts';
import type { RequestFault } from './kinds.mts';

const BAD_GATEWAY_PAGE = `<html>
<head><title>502 Bad Gateway</title></head>
<body>
<center><h1>502 Bad Gateway</h1></center>
<hr><center>nginx</center>
</body>
</html>
`;

/**
 * Meets a request with a fault in place of its handler. Throws the provider's own refusal where the
 * fault is one, for the provider's error handler to word.
 */
export async function faultRequest(
	fault: RequestFault,
	request: FastifyRequest,
	reply: FastifyReply,
	provider: SimulatedProvider,
): Promise<unknown> {
	if (fault.kind === 'closed-unread') {
		reply.hijack();
		request.raw.socket.destroy();
		return;
	}
	await readToEnd(request);
	switch (fault.kind) {
		case 'reset-before-reply':
			reply.hijack();
			request.raw.socket.resetAndDestroy();
			return;
		case 'expired-token':
			throw provider.refusals.expiredToken();
		case 'redirect':
			return reply.redirect(fault.location, fault.status);
		case 'bad-gateway-page':
			return reply.code(502).type('text/html').send(BAD_GATEWAY_PAGE);
		case 'status':
			return reply.code(fault.status).headers(fault.headers).send(fault.body);
	}
}

// A server that answers has read the request; only then does the client look at the reply for certain.
function readToEnd({ raw }: FastifyRequest): Promise<void> {
	return new Promise((resolve) => {
		raw.once('end', resolve).once('close', resolve).resume();
	});
}
