/** What the program that started a child asks it to do. */
export interface Question {
	question: string;
}

/** What comes back: the result, or why there is none. */
export type Answer = { result: unknown } | { failure: string };

/** In a child process: does what the program that started it asks for, one thing after the other. */
export function answerQuestions(actions: Readonly<Record<string, () => unknown>>): void {
	// However the program that started this one ended, nothing of it stays behind.
	process.on('disconnect', () => process.exit());
	process.on('message', ({ question }: Question) => {
		void (async () => {
			try {
				const result = await actions[question]?.();
				send({ result: result ?? null });
			} catch (error) {
				send({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
			}
		})();
	});
}

function send(answer: Answer): void {
	process.send?.(answer);
}
