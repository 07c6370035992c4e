// `npm start`: the simulated providers, a real n8n with this package, and one run of the example workflow, which waits
// for a person in the middle.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { requireChromium } from '../scripts/chromium.mts';
import { takeLock } from '../scripts/lock.mjs';
import { cacheFolder, projectRoot } from '../scripts/paths.mjs';
import { UserError, printError } from '../scripts/userError.mjs';
import { readCatalogueFile } from './catalogue/catalogueFile.mts';
import { demoOwner } from './demoOwner.mts';
import { readDemoOptions, usage, type DemoOptions } from './demoOptions.mts';
import { drawReport } from './demoReport.mts';
import { installCommunityPackage } from './n8n/communityPackage.mts';
import { installN8n } from './n8n/install.mts';
import { startN8n, type N8n } from './n8n/instance.mts';
import { currentN8n } from './n8n/paths.mts';
import { requireFreePort } from './n8n/ports.mts';
import { N8nRestError, type CredentialReference } from './n8n/rest.mts';
import { packProduct } from './productPackage.mts';
import { DEMO_MINIMUM_SCORE, decideByRule, demoRule } from './review/decideByRule.mts';
import { explainRun, runReview } from './review/reviewRun.mts';
import { SandboxClient, sandboxLogin } from './sandboxClient.mts';
import { startSandbox } from './server.mts';
import { withShownPictures } from './shop/pictures.mts';

/**
 * Outside of the repository: inside, Node's look-up through the parent folders would give the installed package the
 * repository's n8n-workflow instead of n8n's own.
 */
const userFolder = join(
	tmpdir(),
	// Each clone of each user has its own: two of them would overwrite each other's package.
	`n8n-nodes-product-content-demo-${createHash('sha256')
		.update(`${userInfo().username}:${projectRoot}`)
		.digest('hex')
		.slice(0, 12)}`,
);
const exampleFile = join(projectRoot, 'examples/xc-scribe-import-generate-review-sync.json');

/** Set once the person at the terminal has ended it: what fails from then on fails because of that. */
const ending = new AbortController();

/** What has been started, to be ended in the opposite order. */
const running: Array<() => Promise<void>> = [];

async function main(): Promise<number> {
	const options = readDemoOptions(process.argv.slice(2));
	if (options.help) {
		console.log(usage);
		return 0;
	}
	const release = await takeLock(join(cacheFolder, 'locks', 'demo.lock'), {
		takenMessage: (pid) =>
			`The demo is running already (process ${pid}). End it with Ctrl-C there, then start it here.`,
	});
	running.push(() => Promise.resolve(release()));
	// Asked before minutes of installing, not after.
	if (options.once) {
		await requireChromium('To decide on the review page, npm start -- --once');
	}
	const catalogue = await readCatalogueFile(options.catalogue);
	await requireFreePort(options.port, 'n8n', 'npm start -- --port 5680');
	await requireFreePort(options.sandboxPort, 'the sandbox', 'npm start -- --sandbox-port 4020');

	await installN8n();
	const tarball = options.package ?? (await packProduct());
	const port = options.sandboxPort;
	const sandbox = await startSandbox({
		port,
		catalogue: withShownPictures(catalogue, `http://127.0.0.1:${port}/shop`),
	});
	running.push(() => sandbox.close());
	console.log(`- Sandbox (simulated XC Scribe and shop): ${sandbox.url}`);

	const n8n = await startWithPackage(options, tarball);
	const workflow = await prepareWorkflow(n8n, sandbox.url);
	const addresses = `
Editor:    ${n8n.url}
Login:     ${demoOwner.email}
Password:  ${demoOwner.password}
Workflow:  ${n8n.url}/workflow/${workflow.id}
Shop:      ${sandbox.url}/shop/products`;

	console.log(`- Running "${workflow.name}" ...`);
	const run = await runReview(n8n.rest, new SandboxClient(sandbox.url), workflow.id, {
		decide: options.once
			? decideWithoutPerson
			: (link) => {
					console.log(askPerson(link, options.port) + addresses);
				},
		// A person takes the time that it takes.
		...(options.once ? {} : { timeoutMs: Infinity }),
	});
	if (run.report) console.log(drawReport(run.report.stages, run.totals));
	const { passed, message } = explainRun(run);
	if (passed) console.log(message);
	else console.error(message);
	if (options.once) return passed ? 0 : 1;

	console.log(`${addresses}\n\nCtrl-C ends it.`);
	await new Promise(() => {});
	return 0;
}

function askPerson(link: string, port: number): string {
	return `
The workflow waits for you. Open this page, decide about each product, and send it:

  ${link}

From another computer, forward the port first: ssh -L ${port}:127.0.0.1:${port} <this computer>
Ctrl-C ends it.
`;
}

async function decideWithoutPerson(link: string): Promise<void> {
	console.log(`- Deciding in a headless browser: ${link}`);
	const { answer, edited } = await decideByRule(link, demoRule);
	console.log(`  by the score that is shown, ${DEMO_MINIMUM_SCORE} or higher is approved`);
	if (edited) console.log(`  edited: ${edited.title}`);
	console.log(`  the page says: ${answer.join(' ')}`);
}

async function startWithPackage(options: DemoOptions, tarball: string): Promise<N8n> {
	const product = await installCommunityPackage({ tarball, userFolder });
	console.log(`- Starting n8n ${currentN8n.version} with ${product.name} ${product.version} ...`);
	const n8n = await startN8n({
		port: options.port,
		userFolder,
		logFile: join(cacheFolder, 'logs', 'n8n.log'),
		// The page tells times as the workflow does, and n8n would take New York's.
		env: { GENERIC_TIMEZONE: Intl.DateTimeFormat().resolvedOptions().timeZone },
		portOption: 'npm start -- --port 5680',
	});
	running.push(() => n8n.stop());
	console.log(`  ${n8n.startSeconds.toFixed(0)} s: ready`);
	await signIn(n8n);
	const types = (await n8n.rest.nodeTypes()).filter(
		({ name }) =>
			// n8n adds a variant of each for its AI agents.
			name.startsWith(`${product.name}.`) && !name.endsWith('Tool'),
	);
	if (types.length === 0) {
		throw new UserError(
			`n8n started but did not load ${product.name}; .cache/logs/n8n.log says why.`,
		);
	}
	console.log(`  nodes: ${types.map(({ displayName }) => displayName).join(', ')}`);
	return n8n;
}

async function signIn(n8n: N8n): Promise<void> {
	try {
		await n8n.rest.signIn(demoOwner);
	} catch (error) {
		if (!(error instanceof N8nRestError)) throw error;
		throw new UserError(
			`The demo's n8n refused its login (${error.message}). Its data may be those of another account: ` +
				`delete the folder ${userFolder} and run npm start again.`,
			error,
		);
	}
}

async function prepareWorkflow(n8n: N8n, sandboxUrl: string): Promise<CredentialReference> {
	const credential = await n8n.rest.createOrUpdateCredential('XC Scribe (sandbox)', 'xcScribeApi', {
		...sandboxLogin,
		totpSecret: '',
		baseUrl: `${sandboxUrl}/xc-scribe`,
	});
	const example: unknown = JSON.parse(await readFile(exampleFile, 'utf8'));
	return await n8n.rest.importWorkflow(example, {
		credentials: { xcScribeApi: credential },
		settings: { catalogueUrl: `${sandboxUrl}/shop/catalogue.csv` },
	});
}

async function stopAll(): Promise<void> {
	for (const stop of running.splice(0).reverse()) await stop();
}

/** The first signal ends everything in order, a second one at once. */
function endOn(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', code: number): void {
	let asked = false;
	process.on(signal, () => {
		if (asked) process.exit(code);
		asked = true;
		ending.abort();
		console.log('\nStopping ...');
		stopAll().then(
			() => process.exit(code),
			(error: unknown) => {
				printError(error);
				process.exit(1);
			},
		);
	});
}

endOn('SIGINT', 0);
endOn('SIGTERM', 143);
endOn('SIGHUP', 129);

try {
	process.exitCode = await main();
} catch (error) {
	// The signal's handler ends the process when all has stopped.
	if (ending.signal.aborted) await new Promise(() => {});
	printError(error);
	process.exitCode = 1;
}
await stopAll();
process.exit();
