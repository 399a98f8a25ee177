// Keeps the values of build arguments out of what is shown and stored: BuildKit prints them in step names and errors.

import { escapePattern } from '../text/patterns.js';
import type { BuildRequest } from './engine.js';

/** Shorter values are words and numbers of everyday output; masking them would hide nothing and spoil everything. */
const shortestSecret = 4;

/** A function that replaces each of the values by its argument's name (`$TOKEN`), where it stands as a word of its own. */
export function createMask(args: readonly (readonly [string, string | undefined])[]): (text: string) => string {
  const names = new Map<string, string>();
  for (const [name, value] of args) if (value !== undefined && value.length >= shortestSecret) names.set(value, name);
  if (names.size === 0) return text => text;
  const longestFirst = [...names.keys()].sort((a, b) => b.length - a.length).map(escapePattern);
  const pattern = new RegExp(`(?<![A-Za-z0-9_])(?:${longestFirst.join('|')})(?![A-Za-z0-9_])`, 'g');
  return text => text.replace(pattern, value => `$${names.get(value) ?? ''}`);
}

/**
 * All build arguments of a request with the values that must not be shown: its own, those among its further words, and
 * those that it takes from the environment.
 */
export function argumentValues(request: BuildRequest, environment: Readonly<Record<string, string | undefined>>): readonly (readonly [string, string | undefined])[] {
  const words = request.extraArguments;
  const further = words.flatMap((word, at): (readonly [string, string | undefined])[] => {
    const text = word.startsWith('--build-arg=') ? word.slice('--build-arg='.length) : words[at - 1] === '--build-arg' ? word : undefined;
    return text === undefined ? [] : [splitAssignment(text)];
  });
  return [...request.args, ...further].map(([name, value]) => [name, value ?? environment[name]]);
}

function splitAssignment(text: string): readonly [string, string | undefined] {
  const at = text.indexOf('=');
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
