import { spawnSync } from 'node:child_process';
import { explainNpmFailure, NETWORK } from './explainNpmFailure.mjs';
import { UserError } from './userError.mjs';

/**
 * Asks the npm registry for a sign of life. npm itself retries for minutes before it says that there is no network.
 * A registry that answers, if only with a refusal, is good enough: not all of them know the question.
 *
 * @param {{ command: string, prefix: string[], env: NodeJS.ProcessEnv }} npm How npm is called.
 * @param {string} cwd The folder whose npm settings count.
 * @throws {UserError} When it cannot be reached.
 */
export function requireRegistry({ command, prefix, env }, cwd) {
	const ping = [
		'ping',
		'--fetch-retries=1',
		'--fetch-retry-mintimeout=1000',
		'--fetch-timeout=20000',
	];
	const { stderr } = spawnSync(command, [...prefix, ...ping], { cwd, env, encoding: 'utf8' });
	const explanation = explainNpmFailure(stderr);
	if (explanation !== NETWORK) return;
	const detail = /reason: (.*)/.exec(stderr)?.[1];
	throw new UserError(detail ? `${explanation}\n(${detail})` : explanation);
}
