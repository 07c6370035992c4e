import type { Environment } from '../provider.mts';

/** A file that the provider keeps and serves. */
export interface StoredFile {
	content: Buffer;
	contentType: string;
}

/** Where the file with this storage key can be downloaded. */
export function fileUrl(environment: Environment, storageKey: string): string {
	return `${environment.origin}/xc-scribe/files/${storageKey}`;
}
