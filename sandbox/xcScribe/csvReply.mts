import type { FastifyReply } from 'fastify';
import { formatCsv } from '../catalogue/csv.mts';
import type { CsvTable } from '../catalogue/csv.mts';

/** Answers with `table` as a file called `fileName`. */
export function sendCsv(reply: FastifyReply, table: CsvTable, fileName: string): FastifyReply {
	const ascii = fileName.replace(/[^\x20-\x7e]|["\\/]/g, '_');
	return reply
		.header('content-type', 'text/csv; charset=utf-8')
		.header(
			'content-disposition',
			`attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
		)
		.send(formatCsv(table));
}
