import type { ProviderMessage } from '../shared/provider';
import { isRecord } from '../shared/values';

export const OUT_OF_TOKENS = 'OUT_OF_TOKENS';

/** How ProductAI says, whatever the status, that the account has no tokens left. */
const NO_TOKENS = /\bout[ _]of[ _]tokens\b|\b(not enough|insufficient) (credits|tokens)\b/i;

/** A message that is no sentence but a code, e.g. OUT_OF_TOKENS. */
const CODE = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/;

/** ProductAI answers with `{name, message, details}`; a later copy of its documents with `{status, message, code}`. */
export function readProductAiMessage(body: unknown): ProviderMessage {
	const { message, details, code } = factsOf(body);
	const words = [...new Set([message, details])].filter((text) => text !== undefined);
	const known = [code, message].find((text) => text !== undefined && CODE.test(text)) ?? code;
	const meant = isOutOfTokens(body) ? OUT_OF_TOKENS : known;
	return {
		...(words.length === 0 ? {} : { message: words.join(': ') }),
		...(meant === undefined ? {} : { code: meant }),
	};
}

/** A refusal that comes with a good status. A job that did not succeed is none: it is told by `data.status`. */
export function refusalIn(body: unknown): ProviderMessage | undefined {
	if (!isRecord(body)) return undefined;
	const refused = body.name === 'ApiError' || body.status === 'ERROR' || isOutOfTokens(body);
	return refused ? readProductAiMessage(body) : undefined;
}

function isOutOfTokens(body: unknown): boolean {
	return Object.values(factsOf(body)).some((text) => text !== undefined && NO_TOKENS.test(text));
}

/** The texts of a refusal; those of a job, such as its prompt, stand elsewhere. */
function factsOf(body: unknown): Record<'message' | 'details' | 'code', string | undefined> {
	const error = isRecord(body) ? (isRecord(body.error) ? body.error : body) : {};
	const { message, details, code } = error;
	const other = isRecord(body) ? body.error : undefined;
	return {
		message: textOf(message) ?? textOf(other),
		details: textOf(details),
		code: textOf(code),
	};
}

const textOf = (value: unknown): string | undefined =>
	typeof value === 'string' && value !== '' ? value : undefined;
