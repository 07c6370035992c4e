/** See longStep.mjs. */
export function runLongStep(step: {
	label: string;
	command: string;
	args: string[];
	cwd: string;
	env: NodeJS.ProcessEnv;
	log: string;
	detail?: () => string;
}): Promise<void>;
