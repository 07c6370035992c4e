import { systemClock } from '../shared/clock';
import type { ProviderMessage } from '../shared/provider';
import { isRecord } from '../shared/values';

/**
 * Cypien answers with `{error: {code, message, details}}`. A refusal for a used-up limit may say when the limit is
 * renewed; where in the body is not documented, so the places of the generate replies are looked at, too.
 */
export function readCypienMessage(body: unknown): ProviderMessage {
	if (!isRecord(body)) return {};
	const error = isRecord(body.error) ? body.error : body;
	const code = textOf(error.code);
	const reset = resetTime([
		error,
		error.details,
		error.rate_limit_info,
		body.rate_limit_info,
		body,
	]);
	const words = [
		...new Set([textOf(error.message) ?? textOf(body.error), textOf(error.details)]),
	].filter((text) => text !== undefined);
	const said = words.length === 0 ? [] : [words.join(': ')];
	const facts = [
		...(code === undefined ? [] : [code]),
		...(reset === undefined ? [] : [`the limit resets at ${reset.toISOString()}`]),
	];
	const message = [...said, ...(facts.length === 0 ? [] : [`(${facts.join('; ')})`])].join(' ');
	return {
		...(message === '' ? {} : { message }),
		...(code === undefined ? {} : { code }),
		...pauseUntilReset(code, reset),
	};
}

const HOUR_MS = 60 * 60_000;

/** The hourly limit comes back with the next full hour at the latest; waiting for another day helps nobody. */
function pauseUntilReset(
	code: string | undefined,
	reset: Date | undefined,
): Pick<ProviderMessage, 'retryAfterMs'> {
	if (code === 'DAILY_RATE_LIMIT_EXCEEDED') return {};
	const now = systemClock.now();
	if (reset !== undefined) return { retryAfterMs: Math.max(0, reset.getTime() - now) };
	return code === 'HOURLY_RATE_LIMIT_EXCEEDED' ? { retryAfterMs: HOUR_MS - (now % HOUR_MS) } : {};
}

/** A text, or a list of texts joined. */
function textOf(value: unknown): string | undefined {
	const texts = [value].flat().filter((each) => typeof each === 'string' && each !== '');
	return texts.length === 0 ? undefined : texts.join('; ');
}

function resetTime(places: unknown[]): Date | undefined {
	for (const place of places) {
		if (!isRecord(place) || typeof place.next_reset_at !== 'string') continue;
		const date = new Date(place.next_reset_at);
		if (!Number.isNaN(date.getTime())) return date;
	}
	return undefined;
}
