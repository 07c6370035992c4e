import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { explainNpmFailure } from './explainNpmFailure.mjs';
import { UserError } from './userError.mjs';

const HEARTBEAT_MS = 10_000;
const TAIL_LINES = 25;

/**
 * Runs a command that may take minutes. Its output goes to a log file; the terminal gets a line at the start, one
 * every ten seconds and one at the end, each with the seconds that have passed.
 *
 * @param {object} step
 * @param {string} step.label What is being done, for the user ("Installing the packages").
 * @param {string} step.command The program.
 * @param {string[]} step.args Its arguments.
 * @param {string} step.cwd The folder it runs in.
 * @param {NodeJS.ProcessEnv} step.env Its environment.
 * @param {string} step.log Log file, overwritten.
 * @param {() => string} [step.detail] What to add to a heartbeat line, e.g. how many packages there are so far.
 * @returns {Promise<void>}
 * @throws {UserError} When the command cannot be started or ends with another code than 0: an explanation where the
 *   log shows a known cause, and the log's last lines.
 */
export async function runLongStep({ label, command, args, cwd, env, log, detail }) {
	mkdirSync(dirname(log), { recursive: true });
	const output = openSync(log, 'w');
	const started = performance.now();
	const elapsed = () => `${Math.round((performance.now() - started) / 1000)} s`;
	console.log(`- ${label} ...`);
	const heartbeat = setInterval(() => {
		const extra = detail?.() ?? '';
		console.log(`  ${elapsed()}: ${label}${extra && `, ${extra}`}`);
	}, HEARTBEAT_MS);
	try {
		const code = await new Promise((resolve, reject) => {
			const child = spawn(command, args, { cwd, env, stdio: ['ignore', output, output] });
			const stop = () => child.kill('SIGTERM');
			process.on('exit', stop);
			child.on('error', reject);
			child.on('close', (exitCode, signal) => {
				process.off('exit', stop);
				resolve(exitCode ?? signal);
			});
		});
		if (code !== 0) throw failure({ label, log, reason: `ended with ${code}` });
	} catch (error) {
		if (error instanceof UserError) throw error;
		throw failure({ label, log, reason: `could not be started (${error?.message})` }, error);
	} finally {
		clearInterval(heartbeat);
		closeSync(output);
	}
	console.log(`  ${elapsed()}: done`);
}

function failure({ label, log, reason }, cause) {
	const text = readFileSync(log, 'utf8');
	const tail = text.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
	const explanation = explainNpmFailure(text);
	return new UserError(
		[
			`"${label}" ${reason}.`,
			explanation ?? 'The log below says why; the same command continues where it can.',
			`\nLast lines of ${relative(process.cwd(), log)}:\n${tail}`,
		].join('\n'),
		cause,
	);
}
