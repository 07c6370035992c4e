import { parseArgs } from 'node:util';
import { UserError } from '../scripts/userError.mjs';
import { errorMessage } from './errorMessage.mts';

export type DemoOptions = {
	once: boolean;
	help: boolean;
	/** Port of n8n. */
	port: number;
	/** Port of the simulated providers and the shop. */
	sandboxPort: number;
	/** A product export in place of the shop's own products. */
	catalogue?: string;
	/** A ready tarball to install in place of a build. */
	package?: string;
};

export const usage = `npm start                     run the example, let you decide on its review page, keep the editor open until Ctrl-C
npm start -- --once           a headless Chromium decides by a rule; end after the table, with exit code 0 only if the
                              shop holds exactly the approved texts
npm start -- --port N         port of n8n (5678)
npm start -- --sandbox-port N port of the simulated providers and the shop (4010)
npm start -- --catalogue FILE the shop's products as CSV; columns SKU and Name are needed
npm start -- --package FILE   install this packed tarball instead of building one`;

/**
 * Reads the command line of `npm start`.
 *
 * @throws UserError when an option is unknown or its value is not usable.
 */
export function readDemoOptions(args: string[]): DemoOptions {
	const { values } = parse(args);
	return {
		once: values.once,
		help: values.help,
		port: portNumber('--port', values.port),
		sandboxPort: portNumber('--sandbox-port', values['sandbox-port']),
		...(values.catalogue === undefined ? {} : { catalogue: values.catalogue }),
		...(values.package === undefined ? {} : { package: values.package }),
	};
}

function parse(args: string[]) {
	try {
		return parseArgs({
			args,
			options: {
				once: { type: 'boolean', default: false },
				help: { type: 'boolean', default: false },
				port: { type: 'string', default: '5678' },
				'sandbox-port': { type: 'string', default: '4010' },
				catalogue: { type: 'string' },
				package: { type: 'string' },
			},
		});
	} catch (error) {
		const message = errorMessage(error);
		throw new UserError(`${message}\n\n${usage}`, error);
	}
}

function portNumber(option: string, text: string): number {
	const port = Number(text);
	if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
	throw new UserError(`${option} takes a port number from 1 to 65535, and got "${text}".`);
}
