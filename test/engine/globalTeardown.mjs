import { rmSync } from 'node:fs';

/** Removes the folder that globalSetup made. */
export default function teardown() {
	const folder = process.env.N8N_USER_FOLDER;
	if (folder?.includes('product-content-tests-')) rmSync(folder, { recursive: true, force: true });
}
