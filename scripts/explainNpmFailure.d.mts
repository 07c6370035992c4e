/** See explainNpmFailure.mjs. */
export const NETWORK: string;
export function explainNpmFailure(output: string): string | undefined;
