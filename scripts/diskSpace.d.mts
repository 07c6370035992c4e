/** See diskSpace.mjs. */
export function requireDiskSpace(folder: string, gigabytes: number, purpose: string): Promise<void>;
