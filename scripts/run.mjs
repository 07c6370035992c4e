// The entry of every npm script. It runs on the machine's own Node and has no dependencies, since it is what installs
// them: after a fresh clone `npm start` and `npm test` need nothing but Node 20.19, npm and git.

const MINIMUM = [20, 19];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < MINIMUM[0] || (major === MINIMUM[0] && minor < MINIMUM[1])) {
	console.error(
		`\nThis project needs Node.js ${MINIMUM.join('.')} or newer, and this is ${process.version} ` +
			`(${process.execPath}). Install a newer one from https://nodejs.org and run the command again.\n`,
	);
	process.exit(1);
}

// Imported only now: older versions would stop at the modules' own imports, with a less helpful message.
const { runTask } = await import('./runTask.mjs');
process.exitCode = await runTask(process.argv[2], process.argv.slice(3));
