/** Who writes the JSON: the same value gives other bytes. */
export const jsonWriters = ['python', 'node'] as const;

export type JsonWriter = (typeof jsonWriters)[number];

export type JsonValue =
	string | number | null | readonly JsonValue[] | { [key: string]: JsonValue };

/**
 * The bytes of `value` as a server sends them. `python`: as `json.dumps` and `requests` do, with a
 * space after each comma and colon and everything beyond ASCII escaped. `node`: as `JSON.stringify`
 * does, without spaces and in UTF-8. Numbers have to be integers, which both write alike.
 */
export function writeJson(value: JsonValue, writer: JsonWriter): Buffer {
	return Buffer.from(writer === 'python' ? dump(value) : JSON.stringify(value), 'utf8');
}

function dump(value: JsonValue): string {
	if (value === null || typeof value === 'number') return String(value);
	if (typeof value === 'string') return escape(value);
	if (isList(value)) return `[${value.map(dump).join(', ')}]`;
	const members = Object.entries(value).map(([key, inner]) => `${escape(key)}: ${dump(inner)}`);
	return `{${members.join(', ')}}`;
}

// JSON.stringify escapes what has to be; Python goes on from DEL upwards.
function escape(text: string): string {
	return JSON.stringify(text).replace(
		/[\u007f-\uffff]/g,
		(unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
}

function isList(value: JsonValue): value is readonly JsonValue[] {
	return Array.isArray(value);
}
