import communityNodes from '@n8n/eslint-plugin-community-nodes';
import { ESLint } from 'eslint';
import { parser } from 'typescript-eslint';

/**
 * Lints an unpacked package by n8n's rules for packages outside of n8n Cloud, as n8n's own scan does: the built code, not
 * the sources, and without heeding comments that switch rules off.
 *
 * @param folder Holds package.json and dist.
 * @returns How many files were read, and the findings; none is good.
 */
export async function lintPackage(folder: string): Promise<{ files: number; findings: string[] }> {
	const eslint = new ESLint({
		cwd: folder,
		allowInlineConfig: false,
		overrideConfigFile: true,
		overrideConfig: [
			communityNodes.configs.recommendedWithoutN8nCloudSupport,
			{ rules: { 'no-console': 'error' } },
			{ files: ['**/*.json'], languageOptions: { parser } },
		],
	});
	const results = await eslint.lintFiles(['**/*.js', 'package.json']);
	const findings = results.flatMap(({ filePath, messages }) =>
		messages.map(({ ruleId, line, message }) => `${filePath}:${line}: ${message} (${ruleId})`),
	);
	return { files: results.length, findings };
}
