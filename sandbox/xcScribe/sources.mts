import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { CsvTable } from '../catalogue/csv.mts';
import { productFields, suggestMapping } from '../catalogue/product.mts';
import type { ColumnMapping, ProductField } from '../catalogue/product.mts';
import type { Context } from './context.mts';
import { sendCsv } from './csvReply.mts';
import { badRequest, invalidField } from './errors.mts';
import { addItems, addSource, productsOf, readTable } from './ingest.mts';
import { requireEditable } from './jobRunner.mts';
import { readUpload } from './multipart.mts';
import { noInput, serve } from './operation.mts';
import { projectPath } from './projects.mts';
import { showSource } from './replies.mts';
import { findSource } from './store.mts';
import type { ContentItem, Project } from './store.mts';
import { uuid } from './validation.mts';

const SAMPLE_ROWS = 5;

const sourcePath = z.object({ project_id: uuid, source_id: uuid }).strict();

const columnMapping = z.record(z.enum(productFields), z.string().nullable());

export function sourceRoutes(server: FastifyInstance, context: Context): void {
	const { store } = context;

	serve(server, context, {
		...noInput,
		id: 'source.getAll',
		method: 'GET',
		url: '/projects/:project_id/sources',
		path: projectPath,
		handle: ({ path }) => {
			const project = store.project(path.project_id);
			return {
				sources: [...project.sources.values()].map((source) => showSource(source, project)),
				total_items: project.items.size,
			};
		},
	});

	serve(server, context, {
		...noInput,
		id: 'source.detectColumns',
		method: 'POST',
		url: '/projects/:project_id/sources/detect-columns',
		path: projectPath,
		encoding: 'multipart',
		handle: async ({ path, request }) => {
			store.project(path.project_id);
			const upload = await readUpload(request, []);
			const table = readTable(upload.content);
			return {
				columns: table.columns,
				sample_rows: table.rows
					.slice(0, SAMPLE_ROWS)
					.map((row) =>
						Object.fromEntries(table.columns.map((column, index) => [column, row[index] ?? ''])),
					),
				suggested_mapping: suggestMapping(table.columns),
			};
		},
	});

	serve(server, context, {
		...noInput,
		id: 'source.uploadFile',
		method: 'POST',
		url: '/projects/:project_id/sources/file',
		path: projectPath,
		encoding: 'multipart',
		status: 201,
		handle: async ({ path, request }) => {
			const project = store.project(path.project_id);
			const upload = await readUpload(request, ['column_mapping']);
			requireEditable(project);
			const table = readTable(upload.content);
			const mapping =
				readMapping(upload.fields['column_mapping'], table) ?? suggestMapping(table.columns);
			const products = productsOf(table, mapping);
			const source = addSource(project, 'file', upload.fileName, { table, mapping });
			addItems(project, source, products);
			return showSource(source, project);
		},
	});

	serve(server, context, {
		...noInput,
		id: 'source.createManual',
		method: 'POST',
		url: '/projects/:project_id/sources/manual',
		path: projectPath,
		encoding: 'form',
		body: z.object({ name: z.string().min(1).default('Manual Entry') }).strict(),
		status: 201,
		handle: ({ path, body }) => {
			const project = store.project(path.project_id);
			requireEditable(project);
			return showSource(addSource(project, 'manual', body.name), project);
		},
	});

	serve(server, context, {
		...noInput,
		id: 'source.delete',
		method: 'DELETE',
		url: '/projects/:project_id/sources/:source_id',
		path: sourcePath,
		status: 204,
		handle: ({ path }) => {
			const project = store.project(path.project_id);
			const source = findSource(project, path.source_id);
			requireEditable(project);
			project.sources.delete(source.id);
			for (const item of [...project.items.values()]) {
				if (item.sourceId === source.id) project.items.delete(item.id);
			}
		},
	});

	serve(server, context, {
		...noInput,
		id: 'source.exportCsv',
		method: 'GET',
		url: '/projects/:project_id/sources/:source_id/export',
		path: sourcePath,
		handle: ({ path, reply }) => {
			const project = store.project(path.project_id);
			const source = findSource(project, path.source_id);
			if (source.file === null) throw badRequest('Only file-based sources can be exported');
			const items = itemsOf(project, source.id);
			const merged = mergeTexts(source.file.table, source.file.mapping, items);
			return sendCsv(reply, merged, `${source.name.replace(/\.\w+$/, '')}-export.csv`);
		},
	});
}

function itemsOf(project: Project, sourceId: string): ContentItem[] {
	return [...project.items.values()].filter((item) => item.sourceId === sourceId);
}

// The mapping comes as JSON in a text part; an empty part or `null` asks for detection.
function readMapping(text: string | undefined, table: CsvTable): ColumnMapping | undefined {
	if (text === undefined || text.trim() === '') return undefined;
	const loc = ['body', 'column_mapping'];
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		throw invalidField(loc, 'column_mapping is not valid JSON', 'value_error.json');
	}
	if (value === null) return undefined;
	const parsed = columnMapping.safeParse(value);
	if (!parsed.success) {
		const fields = productFields.join(', ');
		throw invalidField(loc, `column_mapping must map some of ${fields} to column names`);
	}
	const mapping: ColumnMapping = {};
	for (const field of productFields) {
		const column = parsed.data[field];
		if (column === undefined || column === null) continue;
		if (!table.columns.includes(column)) {
			throw invalidField(loc, `the file has no column '${column}'`);
		}
		mapping[field] = column;
	}
	return mapping;
}

// Texts go into the column that they were read from; a column that is missing is added.
function mergeTexts(
	table: CsvTable,
	mapping: ColumnMapping,
	items: readonly ContentItem[],
): CsvTable {
	const targets: Array<[string, ProductField, string]> = [
		['name', 'name', 'Name'],
		['short_description', 'short_description', 'Short description'],
		['long_description', 'description', 'Description'],
	];
	const columns = [...table.columns];
	const rows = table.rows.map((row) => [...row]);
	for (const [key, field, title] of targets) {
		const texts = items.flatMap(({ row, generatedContent }) => {
			const text = generatedContent?.[key];
			return typeof text === 'string' ? [{ row, text }] : [];
		});
		if (texts.length === 0) continue;
		const column = mapping[field] ?? title;
		if (!columns.includes(column)) {
			columns.push(column);
			rows.forEach((row) => row.push(''));
		}
		for (const { row, text } of texts) {
			const cells = rows[row];
			if (cells !== undefined) cells[columns.indexOf(column)] = text;
		}
	}
	return { ...table, columns, rows };
}
