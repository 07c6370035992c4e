/** See paths.mjs. */
export const projectRoot: string;
export const cacheFolder: string;
export const node24: string;
