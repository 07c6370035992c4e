import type { BundledPackage } from './bundled.mts';

const LINE = '='.repeat(80);

/**
 * The text of THIRD_PARTY_LICENSES.txt: MIT, ISC and BSD ask for their notices in every copy. Pure.
 *
 * @param packages What is bundled.
 * @param notices Notices that stood in bundled files.
 */
export function thirdPartyLicences(
	packages: readonly BundledPackage[],
	notices: readonly string[],
): string {
	const sections = packages.map(({ name, version, license, licences }) =>
		section(`${name} ${version} (${license})`, licences),
	);
	if (notices.length > 0) sections.push(section('Notices in bundled files', notices));
	return ['This package contains code of the following packages.\n', ...sections].join('\n');
}

function section(title: string, texts: readonly string[]): string {
	return `${LINE}\n${title}\n${LINE}\n\n${texts.join('\n\n')}\n`;
}
