/** The explanation of all faults between here and the registry. */
export const NETWORK =
	'The npm registry could not be reached. Check the network, and the proxy and registry that npm uses ' +
	'("npm config get registry", "npm config get proxy"), then run the command again.';

/** Known causes in npm's output, the most telling first. */
const CAUSES = [
	{
		pattern: /ENOSPC|no space left on device/i,
		text: 'The disk is full. Free some space (this project needs about 5 GB in all) and run the command again.',
	},
	{
		pattern:
			/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT/,
		text: NETWORK,
	},
	{
		pattern:
			/code E50\d|\b50[0234] (Internal Server|Bad Gateway|Service Unavailable|Gateway Time)/i,
		text: 'The npm registry answered with a server fault. Wait a moment and run the command again.',
	},
	{
		pattern: /code E(401|403)\b/,
		text: 'The npm registry refused access. Check the login and the registry that npm uses ("npm config list").',
	},
	{
		pattern: /SELF_SIGNED_CERT|UNABLE_TO_(GET_ISSUER|VERIFY)|CERT_HAS_EXPIRED/,
		text: 'npm does not trust the certificate of the registry. Set npm\'s "cafile" to your network\'s certificate.',
	},
	{
		pattern: /code (E404|ETARGET)\b/,
		text:
			'The npm registry that is set up here lacks a package that this project needs. ' +
			'Check which registry npm uses ("npm config get registry").',
	},
	{
		pattern: /code EUSAGE/,
		text:
			'package.json and package-lock.json do not belong together. After a pull, look for a merge that was not ' +
			'finished; after a change of package.json, run "npm install --ignore-scripts" in its folder.',
	},
	{
		pattern: /EACCES|EPERM/,
		text: 'npm may not write here. Check who owns the project folder and the npm cache ("npm config get cache").',
	},
	{
		pattern: /gyp ERR!/,
		text:
			'A native package could neither be downloaded ready-made nor built. Building needs Python 3, make and a ' +
			'C++ compiler (Debian: apt-get install python3 make g++; macOS: xcode-select --install).',
	},
];

/**
 * Finds the cause of a failed npm run in its output.
 *
 * @param {string} output What npm printed.
 * @returns {string | undefined} What happened and what to do next; nothing when the cause is not a known one.
 */
export function explainNpmFailure(output) {
	return CAUSES.find(({ pattern }) => pattern.test(output))?.text;
}
