import type { IBinaryData, IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { PairedRow } from './batches';
import { fileNameIn } from './binary';
import { saveFile, type FileRequest } from './downloads';
import type { ApiClient, ApiRequest } from './http/apiClient';
import type { HttpReply } from './http/client';
import { Fault } from './http/faults';
import type { Operation, Reply } from './operation';
import type { ItemSettings } from './plan';
import { afterJob } from './runJob';

/** An output item before it is one: n8n's items know one input, or several. */
export interface OutputRow extends PairedRow {
	file?: { property: string; data: IBinaryData };
}

type FileReply = Extract<Reply, { kind: 'file' }>;

/** Brings files into n8n's binary store: replies that are files, and files that replies name. */
export class FileRun {
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly operation: Operation,
		private readonly client: ApiClient,
	) {}

	/**
	 * Makes a request whose reply is a file, again when it breaks off on its way.
	 * @throws Fault
	 */
	async reply(
		request: ApiRequest,
		file: FileReply,
		settings: ItemSettings,
	): Promise<Pick<OutputRow, 'row' | 'file'>> {
		const data = await this.client.use(
			{ ...request, headers: { ...request.headers, accept: `${file.mimeType}, */*` } },
			async (reply) => await this.save(reply, request, settings, file),
		);
		const row = {
			fileName: data.fileName ?? file.name,
			mimeType: data.mimeType,
			fileSize: data.fileSize ?? '',
		};
		return { row, file: { property: settings.outputDataFieldName, data } };
	}

	/**
	 * Downloads the files that rows name, where the user wants them.
	 * @throws Fault that holds the row: what is paid for is not lost with its download
	 */
	async ofRows(
		rows: PairedRow[],
		settings: ItemSettings,
		jobId: string | undefined,
	): Promise<OutputRow[]> {
		const { download } = this.operation;
		if (download === undefined || !settings.download) return rows;
		return await Promise.all(
			rows.map(async ({ row, items }): Promise<OutputRow> => {
				const url = row[download.urlKey];
				if (typeof url !== 'string' || url === '') return { row, items };
				const data = await this.download(url, download.fileName, settings).catch(
					(thrown: unknown) => Promise.reject(keepingResult(thrown, row, jobId)),
				);
				return { row, items, file: { property: settings.outputDataFieldName, data } };
			}),
		);
	}

	private async download(
		url: string,
		fileName: string,
		settings: ItemSettings,
	): Promise<IBinaryData> {
		const fallback = { name: fileNameIn(url) ?? fileName, mimeType: 'application/octet-stream' };
		return await this.client.download(
			url,
			async (reply) =>
				await this.save(reply, { method: 'GET', path: '', headers: {} }, settings, fallback),
		);
	}

	private async save(
		reply: HttpReply,
		request: ApiRequest,
		{ maximumDownloadBytes: maximumBytes }: ItemSettings,
		fallback: FileRequest['fallback'],
	): Promise<IBinaryData> {
		return await saveFile(this.context, reply, {
			fallback,
			maximumBytes,
			brokenOff: (cause) => this.client.brokenOff(request, cause),
		});
	}
}

/** A result that may be paid for is not lost with its download. */
function keepingResult(thrown: unknown, row: IDataObject, jobId: string | undefined): unknown {
	const named = jobId === undefined ? thrown : afterJob(thrown, jobId);
	return named instanceof Fault ? named.with({ result: row }) : named;
}
