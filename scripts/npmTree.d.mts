/** See npmTree.mjs. */
export function ensureNpmTree(tree: {
	folder: string;
	name: string;
	title: string;
	cache: string;
	gigabytes: number;
	announcement: string;
	rebuild: Array<{ name: string; provides: string; label: string }>;
	npm: () => HostNpm;
}): Promise<boolean>;

/** How the machine's own npm is called: `spawn(command, [...prefix, ...args], { env })`. */
export type HostNpm = { command: string; prefix: string[]; env: NodeJS.ProcessEnv };
