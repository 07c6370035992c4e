// Loads one node's file as n8n does at its start, with n8n-core loaded already.

import 'reflect-metadata';

import 'n8n-core';
import { z } from 'zod';

import { answerQuestions } from '../measuring/answers.mts';
import { loadNode } from './modules';

const { file, className } = z
	.object({ file: z.string(), className: z.string() })
	.parse(JSON.parse(process.argv[2] ?? '{}'));

const MEGABYTE = 1024 * 1024;

function heapBytes(): number {
	globalThis.gc?.();
	return process.memoryUsage().heapUsed;
}

answerQuestions({
	load: () => {
		const before = heapBytes();
		const started = performance.now();
		const node = loadNode(file, className);
		const wallMs = performance.now() - started;
		const heapMegabytes = (heapBytes() - before) / MEGABYTE;
		// Used after the measurement, so that it cannot have been collected.
		return { wallMs, heapMegabytes, properties: node.description.properties.length };
	},
});
