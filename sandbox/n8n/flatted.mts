/**
 * Decodes the format in which n8n stores run data: a JSON array of values in which every string inside an object or
 * an array is the index of the value that stands there. The first entry is the root. Values that are referred to
 * twice become one object, so cycles survive.
 *
 * @param text The encoded text.
 * @returns The decoded root.
 * @throws SyntaxError when the text is not JSON or not in this format.
 */
export function decodeFlatted(text: string): unknown {
	const entries: unknown = JSON.parse(text);
	if (!Array.isArray(entries) || entries.length === 0) {
		throw new SyntaxError('Run data is not in the expected format (a non-empty JSON array)');
	}
	const values: readonly unknown[] = entries;
	const decoded = new Map<number, unknown>();

	const resolve = (value: unknown): unknown =>
		typeof value === 'string' ? decode(Number(value)) : value;

	const decode = (index: number): unknown => {
		if (decoded.has(index)) return decoded.get(index);
		if (!(index in values)) throw new SyntaxError(`Run data refers to a missing entry (${index})`);
		const entry = values[index];
		if (Array.isArray(entry)) {
			const list: unknown[] = [];
			decoded.set(index, list);
			for (const value of entry) list.push(resolve(value));
			return list;
		}
		if (typeof entry === 'object' && entry !== null) {
			const object: Record<string, unknown> = {};
			// Stored before its fields are decoded: they may refer back to it.
			decoded.set(index, object);
			for (const [key, value] of Object.entries(entry)) {
				Object.defineProperty(object, key, {
					value: resolve(value),
					enumerable: true,
					configurable: true,
					writable: true,
				});
			}
			return object;
		}
		decoded.set(index, entry);
		return entry;
	};

	return decode(0);
}
