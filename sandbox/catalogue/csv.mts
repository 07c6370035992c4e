import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';

/** A CSV file as read: enough to write it back in its own layout. */
export interface CsvTable {
	columns: string[];
	/** One array of cells a row, in the order of `columns`, short rows filled up. */
	rows: string[][];
	delimiter: string;
	hasByteOrderMark: boolean;
}

const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Reads CSV text (RFC 4180: quotes, doubled quotes, line breaks in cells) whose first line names
 * the columns. Comma, semicolon and tab are recognised. Throws when the text is no CSV.
 */
export function parseCsv(text: string): CsvTable {
	const hasByteOrderMark = text.startsWith(BYTE_ORDER_MARK);
	const delimiter = detectDelimiter(text);
	const records: unknown = parse(text, {
		bom: true,
		delimiter,
		relax_column_count: true,
		skip_empty_lines: true,
	});
	const [header, ...rows] = toCells(records);
	const columns = (header ?? []).map((column) => column.trim());
	return {
		columns,
		rows: rows
			.filter((row) => row.some((cell) => cell.trim() !== ''))
			.map((row) => columns.map((_, index) => row[index] ?? '')),
		delimiter,
		hasByteOrderMark,
	};
}

/** Writes `table` as CSV text with CRLF line ends. */
export function formatCsv(table: CsvTable): string {
	return stringify([table.columns, ...table.rows], {
		bom: table.hasByteOrderMark,
		delimiter: table.delimiter,
		record_delimiter: 'windows',
	});
}

function detectDelimiter(text: string): string {
	const header = text.split(/\r?\n/, 1)[0] ?? '';
	const count = (candidate: string) => header.split(candidate).length;
	return [',', ';', '\t'].reduce((best, candidate) =>
		count(candidate) > count(best) ? candidate : best,
	);
}

function toCells(records: unknown): string[][] {
	if (!Array.isArray(records)) throw new TypeError('The CSV parser returned no rows');
	return records.map((record: unknown) => {
		if (!Array.isArray(record)) throw new TypeError('The CSV parser returned no cells');
		return record.map((cell: unknown) => String(cell));
	});
}
