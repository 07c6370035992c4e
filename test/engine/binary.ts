import { Container } from '@n8n/di';
import { BinaryDataConfig, BinaryDataService, FileLocation } from 'n8n-core';
import type { IBinaryData } from 'n8n-workflow';

/** Where n8n keeps files: in the item itself, or, as it does by default, in a folder. */
export type BinaryMode = 'default' | 'filesystem';

/** n8n's own service for files, in the temporary folder of the tests. */
export async function binaryDataService(
	mode: BinaryMode = 'filesystem',
): Promise<BinaryDataService> {
	const config = Container.get(BinaryDataConfig);
	const service = Container.get(BinaryDataService);
	config.mode = mode;
	await service.init();
	return service;
}

/** Stores a file for an item that a test feeds in. */
export async function storeBinary(
	content: Buffer | string,
	description: { fileName: string; mimeType: string },
	mode: BinaryMode = 'filesystem',
): Promise<IBinaryData> {
	const service = await binaryDataService(mode);
	return await service.store(FileLocation.ofExecution('harness', 'input'), Buffer.from(content), {
		data: '',
		...description,
	});
}

/** Reads the file of an output item. */
export async function readBinary(binary: IBinaryData): Promise<Buffer> {
	return await Container.get(BinaryDataService).getAsBuffer(binary);
}
