import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { startService } from '../../../sandbox/n8n/service.mts';
import { node24 } from '../../../scripts/paths.mjs';

const LIVES_ON = ['-e', 'setInterval(() => {}, 1000)'];

describe('a service in the background', () => {
	let folder: string;

	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'service-'));
	});

	afterEach(async () => {
		await rm(folder, { recursive: true, force: true });
	});

	const options = (args: readonly string[], isReady: () => Promise<boolean>) => ({
		title: 'The service',
		command: node24,
		args,
		cwd: folder,
		env: {},
		logFile: join(folder, 'service.log'),
		isReady,
	});

	it('ends when it is stopped, also the second time', async () => {
		const service = await startService(options(LIVES_ON, () => Promise.resolve(true)));
		expect(lives(service.pid)).toBe(true);

		await service.stop();
		await service.stop();

		expect(lives(service.pid)).toBe(false);
	});

	it('says what a service wrote that ended while it was waited for', async () => {
		const start = startService(
			options(['-e', 'console.error("no room"); process.exit(3)'], () => Promise.resolve(false)),
		);

		await expect(start).rejects.toThrow(/The service did not start: it ended with 3\.[^]*no room/);
	});

	it('ends with the program that started it, together with all others', async () => {
		// A killed process may stay in the list of processes for long; its connections end with it.
		const server = createServer();
		const connections: Array<Promise<unknown>> = [];
		server.on('connection', (socket) => {
			socket.on('error', () => {});
			connections.push(once(socket, 'close'));
		});
		await once(server.listen(0, '127.0.0.1'), 'listening');
		const program = spawn(node24, ['--input-type=module', '-e', startTwo(folder, portOf(server))]);
		const ended = once(program, 'close');
		while (connections.length < 2) await once(server, 'connection');

		program.kill('SIGTERM');

		expect(await ended).toEqual([128 + 15, null]);
		await Promise.all(connections);
		server.close();
	});
});

/** A program that starts two services, which hold a connection to the port each, and does nothing more. */
function startTwo(folder: string, port: number): string {
	const module = new URL('../../../sandbox/n8n/service.mts', import.meta.url).href;
	return `
		import { startService } from ${JSON.stringify(module)};
		for (const title of ['one', 'two']) await startService({
			title,
			command: process.execPath,
			args: ['-e', 'require("node:net").connect(${port}, "127.0.0.1")'],
			cwd: ${JSON.stringify(folder)},
			env: {},
			logFile: ${JSON.stringify(folder)} + '/' + title,
			isReady: async () => true,
		});
		setInterval(() => {}, 1000);
	`;
}

function portOf(server: Server): number {
	const address = server.address();
	if (typeof address !== 'object' || address === null) throw new Error('The server has no port');
	return address.port;
}

function lives(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}
