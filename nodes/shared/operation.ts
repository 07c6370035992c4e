import type { IDataObject } from 'n8n-workflow';
import type { z } from 'zod';

import { shownWhen, type Condition, type Field } from './fields';
import type { Effect } from './http/retry';
import type { OperationInput } from './input';
import type { Get, JobStart } from './jobs';
import type { BatchRule } from './batches';
import type { PageRule } from './pages';
import type { Provider } from './provider';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Fields by their name on the wire; a dot in the name reaches into an object (`payload.language`). */
export type Fields = Record<string, Field>;

/** What an operation answers, and so what its output items are. */
export type Reply =
	/** One object, the whole reply or the key `at` of it: one item. `summary` names the keys that Simplify keeps. */
	| { kind: 'record'; schema: z.ZodTypeAny; at?: string; summary?: readonly string[] }
	/** A list, the whole reply or the key `at` of it: one item an entry, with Return All and Limit. */
	| {
			kind: 'list';
			schema: z.ZodTypeAny;
			at?: string;
			summary?: readonly string[];
			/** The list comes in pages, which are read one after the other. */
			pages?: PageRule;
	  }
	/** A body without a documented schema, handed on as it is. */
	| { kind: 'untyped' }
	/** Something is gone: one item `{ deleted: true }`. */
	| { kind: 'deleted' }
	/** A file, put into the item's binary data. `name` is used when the reply names none. */
	| { kind: 'file'; name: string; mimeType: string }
	/** Server-sent events: one item an event. */
	| { kind: 'stream' };

/** What somebody writes to declare an operation. Everything else is derived from it. */
export interface OperationDeclaration {
	/** As in the provider's contract; both are the values that saved workflows hold. */
	resource: string;
	operation: string;
	/** Title Case, what the Operation list shows. */
	name: string;
	/** Sentence case, what the node panel shows, e.g. "Update project". */
	action: string;
	description: string;
	request: {
		method: Method;
		/** Below the base URL; `{project_id}` stands for the path field of that name. */
		path: string;
		/** How the body is encoded; `json` when left out. */
		body?: 'json' | 'form' | 'multipart';
		/** Milliseconds until the reply has to begin, for calls that work before they answer. */
		replyWithinMs?: number;
		/** What it does at the provider, where its method does not tell: it decides whether it may be repeated. */
		effect?: Effect;
	};
	path?: Fields;
	query?: Fields;
	/** Several groups where the same wire name has different fields under different conditions. */
	body?: Fields | readonly Fields[];
	/** Asked of the user but never sent: what `afterJob` goes by. */
	local?: Fields;
	reply: Reply;
	/** Starts a job. Makes the operation waitable. */
	job?: JobStart;
	/** Takes a list: the lists of many input items are joined into one request. */
	batch?: BatchRule;
	/** Says what is lost for good. The user has to confirm it before anything is sent. */
	confirm?: string;
	/** Body fields that the credential fills in while the user leaves them empty: wire name -> key of `defaults`. */
	fromCredential?: Readonly<Record<string, string>>;
	/** What one call costs, in the provider's tokens. Gives the operation an upper limit for a run. */
	cost?(body: IDataObject): number;
	/** The result's file: the key of the output that holds its web address. Offers to download it. */
	download?: { urlKey: string; fileName: string };
	/** Keys of the output that hold secrets; n8n never shows them. */
	sensitive?: readonly string[];
	/** The provider's documents name this operation without its route. */
	unconfirmed?: boolean;
	/** Speaks through another provider value than the node's, e.g. because it needs another credential. */
	provider?: Provider;
	/** What cannot be said in data: the last touch to a body before it is sent. */
	finishBody?(body: IDataObject): IDataObject;
	/**
	 * What several fields have to agree on, looked at before anything is sent.
	 * @returns a complaint without a full stop, or undefined when all is well
	 */
	check?(body: IDataObject): string | undefined;
	/** The last touch to an output row. */
	finishRow?(row: IDataObject): IDataObject;
	/**
	 * What to read when the job has ended (or was over at once), while the user waits for it.
	 * @param job its record as the user would see it
	 * @param started the reply that started it
	 * @returns the output rows, which take the place of the record
	 */
	afterJob?(
		job: IDataObject,
		input: OperationInput,
		get: Get,
		started: IDataObject,
	): Promise<IDataObject[]>;
}

export type Place = 'path' | 'query' | 'body' | 'local';

/** A field together with where its value comes from and where it goes. */
export interface PlacedField {
	field: Field;
	place: Place;
	/** Name on the wire, e.g. `project_id` or `payload.language`. */
	wireName: string;
	/** Name of the n8n parameter, e.g. `projectId`. */
	parameter: string;
	/** The collection that holds the parameter; at the top level when left out. */
	collection?: CollectionName;
}

export type CollectionName = 'additionalFields' | 'updateFields' | 'filters' | 'options';

export interface Operation extends OperationDeclaration {
	fields: readonly PlacedField[];
	collection: CollectionName;
}

/**
 * Completes a declaration with what follows from it: each field's parameter name and place in the form.
 * @throws RangeError for a path placeholder without a field, or a path field without a placeholder.
 */
export function defineOperation(declaration: OperationDeclaration): Operation {
	const collection = collectionOf(declaration);
	const fields = (['path', 'query', 'body', 'local'] as const).flatMap((place) =>
		entriesOf(declaration[place]).map(([wireName, field]): PlacedField => ({
			field,
			place,
			wireName,
			parameter: parameterName(wireName, field),
			...(isTopLevel(place, field) ? {} : { collection }),
		})),
	);
	const placeholders = [...declaration.request.path.matchAll(/\{(\w+)\}/g)].map(
		(match) => match[1],
	);
	const pathFields = entriesOf(declaration.path)
		.filter(([, field]) => field.formOnly !== true)
		.map(([name]) => name);
	if (placeholders.join() !== pathFields.join()) {
		throw new RangeError(
			`${declaration.resource}.${declaration.operation}: the path names ${placeholders.join()}, its fields are ${pathFields.join()}`,
		);
	}
	return { ...declaration, fields, collection };
}

function entriesOf(fields: Fields | readonly Fields[] = {}): Array<[string, Field]> {
	return [fields].flat().flatMap((group) => Object.entries(group));
}

/** Parameter name of a wire name: its last part in camelCase; files are named by their binary property. */
export function parameterName(wireName: string, field: Field): string {
	if (field.file !== undefined) return 'inputDataFieldName';
	const last = wireName.split('.').at(-1) ?? wireName;
	return camelCase(last);
}

/** `project_id` -> `projectId`. */
export function camelCase(name: string): string {
	return name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function isTopLevel(place: Place, field: Field): boolean {
	return place === 'path' || field.required || field.prominent || field.formOnly === true;
}

/** design.md, section 3: the collection's name says what its optional fields do. */
function collectionOf({ operation, request }: OperationDeclaration): CollectionName {
	if (operation.startsWith('update')) return 'updateFields';
	return request.method === 'GET' ? 'filters' : 'additionalFields';
}

/** The fields, moved into the object `prefix` of the body and shown only while the condition holds. */
export function within(prefix: string, when: Condition, fields: Fields): Fields {
	return Object.fromEntries(
		Object.entries(fields).map(([name, field]) => [`${prefix}.${name}`, shownWhen(when, field)]),
	);
}

/** Stable name of an operation, as in the provider's contract without the provider: `project.getAll`. */
export function operationId(operation: Pick<Operation, 'resource' | 'operation'>): string {
	return `${operation.resource}.${operation.operation}`;
}
