/**
 * A condition that the person at the terminal can do something about. Its message says what happened and what to do
 * next; it is printed without a stack.
 */
export class UserError extends Error {
	/**
	 * @param {string} message What happened and what to do next, for the person at the terminal.
	 * @param {unknown} [cause] What was caught, when there is something.
	 */
	constructor(message, cause) {
		super(message, cause === undefined ? undefined : { cause });
		this.name = 'UserError';
	}
}

/**
 * Prints a fault on stderr: a UserError as its message alone, everything else with its stack.
 *
 * @param {unknown} error What was thrown.
 */
export function printError(error) {
	if (error instanceof UserError) console.error(`\n${error.message}\n`);
	else console.error(error);
}
