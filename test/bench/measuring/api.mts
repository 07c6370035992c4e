import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ApiCounts, type ApiSettings } from '../children/api/settings.mts';
import { LimitedCounts, type LimitedSettings } from '../children/api/limited.mts';
import { makeCertificate, type Certificate } from './certificate.mts';
import { Child } from './childProcess.mts';

const programFile = (name: string): string =>
	fileURLToPath(new URL(`../children/${name}`, import.meta.url));

const Listening = z.object({ url: z.string() });

/** A server in a process of its own, so that its work is not counted as the client's. */
export interface Api<Counts> {
	url: string;
	/** Environment of its clients. */
	env: Readonly<Record<string, string>>;
	reset(): Promise<void>;
	counts(): Promise<Counts>;
}

/** What the rows say of XC Scribe's stand-in; the certificate is made here. */
export type ApiOptions = Omit<Partial<ApiSettings>, 'tls'> & { tls?: boolean };

/** Runs XC Scribe's stand-in (children/apiServer.mts) for as long as `use` takes. */
export async function withApi<Result>(
	{ tls = false, ...settings }: ApiOptions,
	use: (api: Api<ApiCounts>) => Promise<Result>,
): Promise<Result> {
	const certificate = tls ? await makeCertificate() : undefined;
	return await withServer(
		{
			program: 'apiServer.mts',
			settings: { ...settings, ...(certificate === undefined ? {} : { tls: certificate }) },
			counts: ApiCounts,
			certificate,
		},
		use,
	);
}

/** Runs a provider of the sandbox, with its limits, for as long as `use` takes. */
export async function withLimitedApi<Result>(
	settings: LimitedSettings,
	use: (api: Api<LimitedCounts>) => Promise<Result>,
): Promise<Result> {
	const server = { program: 'sandboxServer.mts', settings, counts: LimitedCounts };
	return await withServer({ ...server, certificate: undefined }, use);
}

async function withServer<Counts, Result>(
	{
		program,
		settings,
		counts,
		certificate,
	}: {
		program: string;
		settings: object;
		counts: z.ZodType<Counts>;
		certificate: Certificate | undefined;
	},
	use: (api: Api<Counts>) => Promise<Result>,
): Promise<Result> {
	const server = new Child(programFile(program), { args: [JSON.stringify(settings)] });
	try {
		const { url } = await server.ask('listen', Listening);
		return await use({
			url,
			env: certificate?.trustedBy ?? {},
			reset: async () => {
				await server.ask('reset', z.null());
			},
			counts: async () => await server.ask('counts', counts),
		});
	} finally {
		await server.stop();
	}
}
