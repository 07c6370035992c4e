import type { HostNpm } from './npmTree.mjs';

/** See hostNpm.mjs. */
export function hostNpm(): HostNpm;
