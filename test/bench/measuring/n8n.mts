import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installCommunityPackage } from '../../../sandbox/n8n/communityPackage.mts';
import { startN8n, type N8n } from '../../../sandbox/n8n/instance.mts';
import { findFreePort } from '../../../sandbox/n8n/ports.mts';
import { cacheFolder } from '../../../scripts/paths.mjs';

/** Of an n8n on loopback that is ended after seconds. */
export const owner = {
	email: 'bench@example.com',
	password: 'Bench-owner-1',
	firstName: 'Bench',
	lastName: 'Owner',
};

/** Runs a fresh n8n that has the package, signed in, for as long as `use` takes. */
export async function withN8n<Result>(
	{
		name,
		tarball,
		env = {},
	}: {
		name: string;
		tarball: string;
		env?: Readonly<Record<string, string>>;
	},
	use: (n8n: N8n) => Promise<Result>,
): Promise<Result> {
	// Outside of the project: a package below it would find the project's own n8n-workflow instead of n8n's.
	const userFolder = await mkdtemp(join(tmpdir(), `product-content-bench-${name}-`));
	try {
		await installCommunityPackage({ tarball, userFolder });
		const logFile = join(cacheFolder, 'logs', `bench-${name}.log`);
		const n8n = await startN8n({ port: await findFreePort(), userFolder, env, logFile });
		try {
			await n8n.rest.signIn(owner);
			return await use(n8n);
		} finally {
			await n8n.stop();
		}
	} finally {
		await rm(userFolder, { recursive: true, force: true });
	}
}
