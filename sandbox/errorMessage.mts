/** What was thrown, in words; libraries throw other things than errors, too. */
export function errorMessage(thrown: unknown): string {
	return thrown instanceof Error ? thrown.message : String(thrown);
}
