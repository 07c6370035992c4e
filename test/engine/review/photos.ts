import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { storeBinary } from '../harness';
import type { WaitingAnswer } from '../waiting';
import { product } from './support';

/** Parameters that show the file of `withPhoto()`. */
export const photos: INodeParameters = {
	fields: { values: [{ label: 'Photo', proposed: 'photo', kind: 'image' }] },
};

/** An item with a file. */
export async function withPhoto(mimeType = 'image/png'): Promise<INodeExecutionData[]> {
	const photo = await storeBinary('picture', { fileName: 'a.png', mimeType });
	return [{ ...product(0), binary: { photo } }];
}

/** The rules of an answer's content security policy, by their names. */
export const directivesOf = ({ headers }: WaitingAnswer): Map<string, string> =>
	new Map(
		(headers['content-security-policy'] ?? '').split('; ').map((directive) => {
			const [name = '', ...values] = directive.split(' ');
			return [name, values.join(' ')];
		}),
	);
