// The one question that is asked of all package managers.
import type { ShellCommand } from '../shell/script.js';
import type { InstallCommand } from './ecosystem.js';
import { ecosystems } from './index.js';

/** What a command installs; `undefined` when it is none of a known package manager, or installs nothing. */
export function recogniseInstall(command: ShellCommand): InstallCommand | undefined {
  for (const ecosystem of ecosystems) {
    const found = ecosystem.recognise(command);
    if (found) return found;
  }
  return undefined;
}
