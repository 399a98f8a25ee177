// The types of paths.mjs for TypeScript callers.
export type Edition = 'newest' | 'oldest';
export const root: string;
export const editions: readonly Edition[];
export const shotsFolder: string;
export const defaultVsix: string;
export const defaultFixture: string;
export function serverPaths(edition: Edition): { tool: string; vscode: string; main: string; node: string };
export function webPaths(): { tool: string; build: string; data: string; commit: string };
export function pinnedVersion(tool: string, name: string): string;
