/** What arrived at the provider, in a form that can be compared with the contract. */

/** The content type of a request, empty for none. */
export const contentTypeOf = (arrived: Request): string =>
	arrived.headers.get('content-type') ?? '';

/** How the contract's body types begin on the wire. */
export const CONTENT_TYPES = {
	json: 'application/json',
	form: 'application/x-www-form-urlencoded',
	multipart: 'multipart/form-data; boundary=',
} as const;

/** The decoded body: values by name, a file as "name|type|content". */
export async function bodyOf(arrived: Request): Promise<unknown> {
	const type = contentTypeOf(arrived);
	if (type.startsWith('application/json')) return await arrived.json();
	if (!type.startsWith('multipart/')) {
		return Object.fromEntries(new URLSearchParams(await arrived.text()));
	}
	const boundary = type.split('boundary=')[1] ?? '';
	return Object.fromEntries((await arrived.text()).split(`--${boundary}`).flatMap(partOf));
}

function partOf(part: string): Array<[string, string]> {
	const [head = '', ...content] = part.split('\r\n\r\n');
	const [, name] = / name="([^"]*)"/.exec(head) ?? [];
	if (name === undefined) return [];
	const value = content.join('\r\n\r\n').replace(/\r\n$/, '');
	const [, fileName] = /filename="([^"]*)"/.exec(head) ?? [];
	const [, type] = /content-type: (\S+)/i.exec(head) ?? [];
	return [[name, fileName === undefined ? value : `${fileName}|${type ?? ''}|${value}`]];
}
