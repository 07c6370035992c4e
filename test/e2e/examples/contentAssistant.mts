import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { traverseNodeParameters, type FromAIArgument } from 'n8n-workflow';
import { z } from 'zod';

import { readExample } from '../support.mts';

const EXAMPLE = 'content-assistant-agent';
const AGENT = '@n8n/n8n-nodes-langchain.agent';
/** n8n's tools that run what hangs below them when a person approves. */
const ASKS_A_PERSON = /HitlTool$/;
/** One of our nodes as n8n offers it to Agents, and the provider that it speaks to. */
const OUR_TOOL = /^n8n-nodes-product-content\.(\w+?)(?:Admin)?Tool$/;

const Tools = z.record(
	z.object({ ai_tool: z.array(z.array(z.object({ node: z.string() }))).optional() }),
);
const Call = z.object({ resource: z.string(), operation: z.string() });
const Contract = z.array(z.object({ id: z.string(), method: z.string() }));

/** The example in which an Agent uses our nodes as tools. It is not run: there is no model here. */
export function contentAssistant(): void {
	it(`${EXAMPLE}: the agent reads freely, and has to ask a person for all else`, async () => {
		const { nodes, connections } = await readExample(EXAMPLE);
		const typeOf = new Map(nodes.map(({ name, type }) => [name, type]));
		const tools = Tools.parse(connections);
		const above = (name: string): string[] =>
			(tools[name]?.ai_tool ?? []).flat().map(({ node }) => node);
		const contract = Contract.parse(
			JSON.parse(readFileSync(new URL('../../contract/operations.json', import.meta.url), 'utf8')),
		);

		const ours = nodes.flatMap(({ name, type, parameters }) => {
			const provider = OUR_TOOL.exec(type)?.[1];
			if (provider === undefined) return [];
			const { resource, operation } = Call.parse(parameters);
			const id = `${provider}.${resource}.${operation}`;
			const method = contract.find((entry) => entry.id === id)?.method;
			return [{ name, method, asks: above(name).map((node) => typeOf.get(node)) }];
		});

		const reading = ours.filter(({ method }) => method === 'GET');
		const others = ours.filter(({ method }) => method !== 'GET');
		expect(reading.length).toBeGreaterThan(0);
		expect(others.length).toBeGreaterThan(0);
		for (const { asks } of reading) expect(asks).toEqual([AGENT]);
		for (const { asks } of others) expect(asks).toEqual([expect.stringMatching(ASKS_A_PERSON)]);
		const people = nodes.filter(({ type }) => ASKS_A_PERSON.test(type));
		for (const { name } of people) {
			expect(above(name).map((node) => typeOf.get(node))).toEqual([AGENT]);
		}
	});

	it(`${EXAMPLE}: each field that the model fills in has a name and says what belongs there`, async () => {
		const { nodes } = await readExample(EXAMPLE);
		for (const { type, parameters } of nodes) {
			const found: FromAIArgument[] = [];
			// Throws where n8n could not read one.
			traverseNodeParameters(parameters, found);
			if (found.length > 0) expect(type).toMatch(OUR_TOOL);
			expect(new Set(found.map(({ key }) => key)).size).toBe(found.length);
			for (const { description } of found) expect(description).not.toBe('');
		}
	});
}
