import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { node24, projectRoot } from './paths.mjs';
import { ensureSetup } from './setup.mjs';
import { tasks } from './tasks.mjs';
import { printError } from './userError.mjs';

/**
 * Sets the project up where needed and runs a task's command lines on Node 24, all of them even when one fails, so
 * that one run tells everything.
 *
 * @param {string | undefined} name A name from tasks.mjs.
 * @param {string[]} args Handed to the task's last command line.
 * @returns {Promise<number>} The exit code: 0, or that of the first command line that failed.
 */
export async function runTask(name, args) {
	const commands = name === undefined ? undefined : tasks[name];
	if (!commands) {
		console.error(`Tasks: ${Object.keys(tasks).join(', ')}. Use: node scripts/run.mjs <task>`);
		return 2;
	}
	try {
		await ensureSetup();
	} catch (error) {
		printError(error);
		return 1;
	}
	const outcomes = [];
	for (const [index, command] of commands.entries()) {
		const line = index === commands.length - 1 ? [...command, ...args] : command;
		if (commands.length > 1) console.log(`\n> ${line.join(' ')}`);
		const code = await runOnNode24(line);
		outcomes.push({ line, code });
		if (code >= 128) break;
	}
	const failed = outcomes.filter(({ code }) => code !== 0);
	if (commands.length > 1 && failed.length > 0) {
		console.error(`\nNot passed:\n${failed.map(({ line }) => `  ${line.join(' ')}`).join('\n')}`);
	}
	return failed[0]?.code ?? 0;
}

async function runOnNode24([program, ...args]) {
	const bin = join(projectRoot, 'node_modules/.bin');
	const env = {
		...process.env,
		PATH: [dirname(node24), bin, process.env.PATH].join(delimiter),
		// Says which Node is the machine's own to what runs below; npm sets it too.
		npm_node_execpath: process.env.npm_node_execpath ?? process.execPath,
	};
	// A tool's file is run on Node 24 by name rather than by its first line: the PATH of a shell start file cannot
	// then bring back another Node.
	const nodeArgs = program === 'node' ? args : [join(bin, program), ...args];
	const child = spawn(node24, nodeArgs, { cwd: projectRoot, env, stdio: 'inherit' });
	// Ctrl-C reaches the child from the terminal; this process waits for it to end in order.
	const ignore = () => {};
	const forward = (signal) => child.kill(signal);
	process.on('SIGINT', ignore);
	process.on('SIGTERM', forward);
	process.on('SIGHUP', forward);
	try {
		return await new Promise((resolve, reject) => {
			child.on('error', reject);
			child.on('close', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
		});
	} finally {
		process.off('SIGINT', ignore);
		process.off('SIGTERM', forward);
		process.off('SIGHUP', forward);
	}
}
