import { createRequire } from 'node:module';
import { basename, join } from 'node:path';

import communityNodes from '@n8n/eslint-plugin-community-nodes';
import { Linter, type ESLint } from 'eslint';
import type { INodeTypeDescription } from 'n8n-workflow';
import { parser } from 'typescript-eslint';

import { ROOT } from './registered';

/** A finding of a rule, with the line of the written-out description that it is about. */
export interface Finding {
	rule: string;
	message: string;
	line: string;
	/** The nearest lines before it that say which property it belongs to. */
	near: string;
}

// What is about the class itself (its name, inputs, icon) is read by the linters in the real file.
const ABOUT_PARAMETERS =
	/\/(node-param-|no-emoji-in-options|no-template-placeholders|resource-operation-pattern)/;

/**
 * n8n's linters read source text, and our descriptions are made by code. So the finished description is written out as the
 * class that one would have typed by hand, and n8n's own rules read that.
 */
export function lintDescription(file: string, description: INodeTypeDescription): Finding[] {
	const name = basename(file, '.node.ts');
	const source = [
		"import type { INodeType, INodeTypeDescription } from 'n8n-workflow';",
		`export class ${name} implements INodeType {`,
		`\tdescription: INodeTypeDescription = ${writeOut(description, 1)};`,
		'}',
	].join('\n');
	const lines = source.split('\n');
	const messages = new Linter({ cwd: ROOT }).verify(source, config(), {
		filename: join(ROOT, file),
	});
	return messages.map(({ ruleId, message, line }) => ({
		rule: ruleId ?? 'parser',
		message,
		line: (lines[line - 1] ?? '').trim(),
		near: lines
			.slice(Math.max(0, line - 1), line + 2)
			.map((text) => text.trim())
			.join(' '),
	}));
}

function config(): Linter.Config[] {
	const base: unknown = createRequire(import.meta.url)('eslint-plugin-n8n-nodes-base');
	if (!isPlugin(base)) throw new Error('eslint-plugin-n8n-nodes-base has changed its shape');
	const community = communityNodes.configs.recommendedWithoutN8nCloudSupport;
	return [
		{
			files: ['**/*.ts'],
			languageOptions: { parser },
			plugins: { 'n8n-nodes-base': base, ...community.plugins },
			rules: Object.fromEntries(
				Object.entries({ ...base.configs.nodes.rules, ...community.rules }).filter(([rule]) =>
					ABOUT_PARAMETERS.test(rule),
				),
			),
		},
	];
}

interface OldPlugin {
	rules: NonNullable<ESLint.Plugin['rules']>;
	configs: { nodes: { rules: Linter.RulesRecord } };
}

function isPlugin(value: unknown): value is OldPlugin {
	return typeof value === 'object' && value !== null && 'rules' in value && 'configs' in value;
}

/** JSON with names instead of quoted keys, since that is what the rules look for. */
function writeOut(value: unknown, depth: number): string {
	const inner = '\t'.repeat(depth + 1);
	const outer = '\t'.repeat(depth);
	if (Array.isArray(value)) {
		if (value.length === 0) return '[]';
		const items = value.map((item) => `${inner}${writeOut(item, depth + 1)},\n`);
		return `[\n${items.join('')}${outer}]`;
	}
	if (typeof value === 'object' && value !== null) {
		const entries = Object.entries(value).filter(([, each]) => each !== undefined);
		if (entries.length === 0) return '{}';
		const pairs = entries.map(
			([key, each]) => `${inner}${writeKey(key)}: ${writeOut(each, depth + 1)},\n`,
		);
		return `{\n${pairs.join('')}${outer}}`;
	}
	return JSON.stringify(value);
}

function writeKey(key: string): string {
	return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}
