import { createRequire } from 'node:module';

import n8nCommunityNodes from '@n8n/eslint-plugin-community-nodes';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

// CommonJS with a default export of its own: an ESM import would see it one level deeper.
const n8nNodesBase = createRequire(import.meta.url)('eslint-plugin-n8n-nodes-base');

const product = ['nodes/**/*.ts', 'credentials/**/*.ts'];
const typescript = ['**/*.{ts,mts}'];

/**
 * The plugin holds pairs of rules that contradict each other: one for n8n's own repository, one for community packages
 * (a documentationUrl in camelCase against one that is a URL). Each says in its description where it applies.
 */
const appliesHere = ([name]) =>
	!n8nNodesBase.rules[name.replace('n8n-nodes-base/', '')].meta.docs.description.includes(
		'Only applicable to nodes in the main repository',
	);

/** The rules of one of eslint-plugin-n8n-nodes-base's own sets, which are in the old format. */
const n8nRules = (set, files) => ({
	files,
	plugins: { 'n8n-nodes-base': n8nNodesBase },
	rules: Object.fromEntries(Object.entries(n8nNodesBase.configs[set].rules).filter(appliesHere)),
});

// The folders that stand side by side and do not know each other.
const SIDES = ['Cernel', 'ContentReview', 'Cypien', 'ProductAi', 'XcScribe'];

// From typescript-eslint's type-checked sets: what finds a forgotten promise, an `any` that came in through a library, or
// an object that would be printed as [object Object].
const typedRules = Object.fromEntries(
	[
		['await-thenable'],
		['no-array-delete'],
		['no-base-to-string'],
		['no-deprecated'],
		['no-duplicate-type-constituents'],
		['no-floating-promises'],
		['no-for-in-array'],
		['no-implied-eval'],
		['no-misused-promises'],
		['no-misused-spread'],
		['no-redundant-type-constituents'],
		['no-unnecessary-condition', { allowConstantLoopConditions: 'only-allowed-literals' }],
		['no-unnecessary-type-assertion'],
		['no-unsafe-argument'],
		['no-unsafe-assignment'],
		['no-unsafe-call'],
		['no-unsafe-enum-comparison'],
		['no-unsafe-member-access'],
		['no-unsafe-return'],
		['no-unsafe-type-assertion'],
		['only-throw-error', { allowRethrowing: true, allowThrowingUnknown: true }],
		['prefer-promise-reject-errors', { allowThrowingAny: true, allowThrowingUnknown: true }],
		['restrict-plus-operands'],
		['restrict-template-expressions', { allowNumber: true }],
		['return-await', 'error-handling-correctness-only'],
		['switch-exhaustiveness-check', { considerDefaultExhaustiveForUnions: true }],
	].map(([name, ...options]) => [`@typescript-eslint/${name}`, ['error', ...options]]),
);

/** Imports point downwards only: node -> operations, provider -> shared. Nothing imports a node. */
const imports = (...patterns) => [
	'error',
	{
		patterns: [
			{ group: ['**/*.node', '**/*.node.ts'], message: 'Nothing imports a node.' },
			...patterns,
		],
	},
];

const importDirections = [
	{ files: product, rules: { '@typescript-eslint/no-restricted-imports': imports() } },
	{
		files: ['nodes/shared/**/*.ts'],
		rules: {
			'@typescript-eslint/no-restricted-imports': imports({
				group: SIDES.map((name) => `**/${name}/**`),
				message: 'What is shared knows no provider; a provider knows it.',
			}),
		},
	},
	...SIDES.map((side) => ({
		files: [`nodes/${side}/**/*.ts`],
		rules: {
			'@typescript-eslint/no-restricted-imports': imports({
				group: SIDES.filter((name) => name !== side).map((name) => `**/${name}/**`),
				message: 'A provider knows no other provider.',
			}),
		},
	})),
	{
		files: ['credentials/**/*.ts'],
		rules: {
			'@typescript-eslint/no-restricted-imports': imports({
				group: ['**/operations/**'],
				message: 'A credential knows no operation.',
			}),
		},
	},
];

export default defineConfig(
	globalIgnores(['.cache', 'dist', 'coverage', '**/node_modules', '**/*.d.mts']),
	// A comment cannot switch a rule off, here as in n8n's own scan of the package.
	{ linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },

	{
		files: typescript,
		extends: [tseslint.configs.strict],
		languageOptions: {
			parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
		},
		rules: {
			'@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
			'@typescript-eslint/no-import-type-side-effects': 'error',
			...typedRules,
			eqeqeq: 'error',
			'no-console': 'error',
		},
	},
	// Run by Node itself, which strips types but translates nothing.
	{
		files: ['**/*.mts'],
		rules: {
			'no-restricted-syntax': [
				'error',
				...['TSParameterProperty', 'TSEnumDeclaration', 'TSModuleDeclaration[declare!=true]'].map(
					(selector) => ({ selector, message: 'Node strips types and cannot translate this.' }),
				),
			],
			// These are command-line programs.
			'no-console': 'off',
		},
	},

	{
		files: ['**/*.{js,mjs}'],
		rules: {
			eqeqeq: 'error',
			'no-unused-vars': 'error',
			'no-var': 'error',
			'prefer-const': 'error',
		},
	},

	{
		files: [...product, 'package.json'],
		extends: [n8nCommunityNodes.configs.recommendedWithoutN8nCloudSupport],
	},
	n8nRules('nodes', ['nodes/**/*.ts']),
	n8nRules('credentials', ['credentials/**/*.ts']),
	n8nRules('community', ['package.json']),
	{
		files: ['package.json'],
		languageOptions: {
			parser: tseslint.parser,
			parserOptions: { extraFileExtensions: ['.json'] },
		},
	},
	...importDirections,
);
