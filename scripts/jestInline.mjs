import { createHash } from 'node:crypto';

import { inlined } from './inline.mjs';

/** Gives tests the texts of `?inline` imports as the build makes them. Jest itself takes the `?inline` off the path. */
export default {
	process(_source, file, { supportsStaticESM }) {
		const text = JSON.stringify(inlined(file));
		return { code: supportsStaticESM ? `export default ${text};` : `module.exports = ${text};` };
	},
	// Of the whole bundle: a module that the entry imports may have changed while the entry has not.
	getCacheKey(_source, file, { supportsStaticESM }) {
		return createHash('sha256')
			.update(`${supportsStaticESM}\n${inlined(file)}`)
			.digest('hex');
	},
};
