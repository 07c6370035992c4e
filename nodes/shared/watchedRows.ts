import type { IDataObject } from 'n8n-workflow';

import { Fault } from './http/faults';
import type { Provider } from './provider';
import { isRecord } from './values';

/**
 * The rows of a list that is watched. Something else must not count as an empty list: what was remembered of it would be
 * forgotten, and emitted once more when the list is back.
 * @param noun what the list holds, e.g. `jobs`
 * @throws Fault of kind `unreadable`
 */
export function watchedRows(
	list: unknown,
	{ displayName }: Pick<Provider, 'displayName'>,
	noun: string,
): IDataObject[] {
	if (Array.isArray(list)) return list.filter(isRecord);
	throw new Fault({
		kind: 'unreadable',
		message: `${displayName} answered with something that is no list of ${noun}`,
		advice:
			'Nothing is lost: the next poll reads the list again. Check the base URL of the credential if this goes on',
	});
}
