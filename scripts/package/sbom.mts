import type { BundledPackage } from './bundled.mts';

/** What package.json says of the package itself. */
export interface Product {
	name: string;
	version: string;
	description: string;
	license: string;
}

/** What package-lock.json says of an installed package. */
export interface LockEntry {
	/** Subresource integrity of the tarball in the registry: "sha512-<base64>". */
	integrity?: string | undefined;
}

/**
 * The bill of materials of the packed package in CycloneDX 1.5: what is shipped, so the bundled packages and nothing that
 * only builds or tests. It has neither a time nor a random serial number: the same sources give the same bytes. Pure.
 *
 * @param product The package itself.
 * @param packages What is bundled in it.
 * @param locked Entries of package-lock.json by folder ("node_modules/zod").
 * @throws Error when the lock file does not say what was installed in a bundled package's folder.
 */
export function billOfMaterials(
	product: Product,
	packages: readonly BundledPackage[],
	locked: Readonly<Record<string, LockEntry | undefined>>,
): object {
	const root = component(product);
	return {
		$schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
		bomFormat: 'CycloneDX',
		specVersion: '1.5',
		version: 1,
		metadata: { lifecycles: [{ phase: 'build' }], component: root },
		components: packages.map((each) => ({
			...component(each),
			scope: 'required',
			hashes: [hashOf(each, locked[each.folder])],
		})),
		dependencies: [
			{ ref: root['bom-ref'], dependsOn: packages.map(purlOf) },
			...packages.map((each) => ({ ref: purlOf(each), dependsOn: [] })),
		],
	};
}

function component({ name, version, description, license }: Product) {
	const purl = purlOf({ name, version });
	return {
		type: 'library',
		'bom-ref': purl,
		name,
		version,
		description,
		licenses: [{ license: { id: license } }],
		purl,
	};
}

/** The scope's "@" is percent-encoded in a package URL. */
function purlOf({ name, version }: Pick<Product, 'name' | 'version'>): string {
	return `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;
}

function hashOf({ folder }: BundledPackage, entry: LockEntry | undefined): object {
	const [algorithm, base64] = entry?.integrity?.split('-') ?? [];
	if (algorithm !== 'sha512' || base64 === undefined) {
		throw new Error(`package-lock.json has no SHA-512 of ${folder}, which is bundled.`);
	}
	return { alg: 'SHA-512', content: Buffer.from(base64, 'base64').toString('hex') };
}
