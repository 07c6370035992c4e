/** Says where the sandbox itself failed; whoever called it only hears that it did. */
export function reportError(error: unknown): void {
	process.stderr.write(`sandbox: ${error instanceof Error ? error.stack : String(error)}\n`);
}
