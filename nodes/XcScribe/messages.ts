import type { ProviderMessage } from '../shared/provider';
import { isRecord } from '../shared/values';

/** XC Scribe answers in FastAPI's shapes: `{detail: "…"}` or `{detail: [{loc, msg, type}]}`. */
export function readXcScribeMessage(body: unknown): ProviderMessage {
	const detail = isRecord(body) ? (body.detail ?? body.message) : undefined;
	if (typeof detail === 'string' && detail !== '') return { message: detail };
	if (Array.isArray(detail) && detail.some(isRecord)) {
		return { message: detail.filter(isRecord).map(validationMessage).join('; ') };
	}
	if (isRecord(detail) && typeof detail.message === 'string') return { message: detail.message };
	return {};
}

/** `{loc: ["body", "name"], msg: "field required"}` -> `name: field required`. */
function validationMessage({ loc, msg }: Record<string, unknown>): string {
	const place = Array.isArray(loc) ? loc.slice(1).join('.') : '';
	return place === '' ? String(msg) : `${place}: ${String(msg)}`;
}
