// The package managers that are known, and the one question that is asked of all of them.
import type { ShellCommand } from '../shell/script.js';
import { apk } from './apk.js';
import { apt } from './apt.js';
import { bun } from './bun.js';
import { bundler, gem } from './bundler.js';
import { cargo } from './cargo.js';
import { composer } from './composer.js';
import { conda } from './conda.js';
import { dnf, dnf5, microdnf, tdnf, yum } from './dnf.js';
import { dotnet } from './dotnet.js';
import type { Ecosystem, InstallCommand } from './ecosystem.js';
import { go } from './go.js';
import { gradle } from './gradle.js';
import { maven } from './maven.js';
import { mix } from './mix.js';
import { npm } from './npm.js';
import { pacman } from './pacman.js';
import { pdm } from './pdm.js';
import { pip } from './pip.js';
import { pipenv } from './pipenv.js';
import { pnpm } from './pnpm.js';
import { poetry } from './poetry.js';
import { uv } from './uv.js';
import { yarn, yarnBerry } from './yarn.js';
import { zypper } from './zypper.js';

export const ecosystems: readonly Ecosystem[] = [
  apt, apk, dnf, dnf5, microdnf, yum, tdnf, zypper, pacman,
  pip, uv, poetry, pipenv, pdm, conda,
  npm, yarn, yarnBerry, pnpm, bun,
  composer, bundler, gem, go, cargo, maven, gradle, dotnet, mix,
];

/** What a command installs; `undefined` when it is none of a known package manager, or installs nothing. */
export function recogniseInstall(command: ShellCommand): InstallCommand | undefined {
  for (const ecosystem of ecosystems) {
    const found = ecosystem.recognise(command);
    if (found) return found;
  }
  return undefined;
}
