import type { Plugin } from 'esbuild';

/** See inline.mjs. */
export function inlined(file: string): string;
export const inlineImports: Plugin;
