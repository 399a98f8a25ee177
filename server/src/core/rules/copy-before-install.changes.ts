// What a fix of copy-before-install changes in the image: files that an install brings up to date in its place, over which
// the COPY now lays those of the sources again; and values of arguments that it takes for given.
import type { Message } from '../../messages/index.js';
import type { InstallCommand } from '../ecosystems/ecosystem.js';
import { copyTouches, type IsLeftOut } from '../effects/copyEffects.js';
import { joinContext, stepsAbove } from '../effects/copyLayout.js';
import { rewrittenLocks } from '../effects/lockFiles.js';
import { absolutePath } from '../effects/paths.js';
import { variablesIn } from '../effects/variableWords.js';
import type { Step } from '../plan/plan.js';
import type { ManifestInstall, Victim } from './copy-before-install.blame.js';
import { messages } from './copy-before-install.messages.js';
import { tidiedManifests } from './copy-before-install.tidied.js';
import type { Facts } from './rule.js';

/** A file that an install may write although it is there. */
export interface RewrittenFile {
  readonly victim: Victim;
  readonly install: string;
  /** Absolute, in the image. */
  readonly path: string;
  /** Relative to the context. */
  readonly source: string;
}

/** The files that installs may bring up to date and that a moved COPY then brings once more. */
export function rewrittenFiles(victims: readonly Victim[], moved: readonly Step[], facts: Facts, isLeftOut: IsLeftOut): readonly RewrittenFile[] {
  return victims.flatMap(victim => victim.manifestInstalls.flatMap(({ install, project }) => {
    const names = [...rewrittenLocks(install, name => victim.step.state.variables.get(name)?.value), ...pinnedManifest({ install, project }, victim, facts), ...tidiedManifests({ install, project }, facts), ...rememberedOptions(install)];
    return names.flatMap(name => {
      const path = absolutePath(project.directory, name);
      const source = joinContext(project.folder ?? '', name);
      if (path === undefined || !moved.some(copy => copyTouches(copy, path, facts.context, isLeftOut) !== 'no')) return [];
      return [{ victim, install: install.label, path, source }];
    });
  }));
}

/** Corepack writes the version that it picked into a package.json that names none. */
function pinnedManifest({ install, project }: ManifestInstall, victim: Victim, facts: Facts): readonly string[] {
  if (!/^(yarn|pnpm)/.test(install.label)) return [];
  const runs = [...stepsAbove(victim.step), victim.step].filter(step => step.kind === 'run');
  if (!runs.some(step => facts.script(step).commands.some(command => command.name === 'corepack'))) return [];
  const found = facts.context?.read(joinContext(project.folder ?? '', 'package.json'));
  return found?.state === 'text' && !/"packageManager"\s*:/.test(found.text) ? ['package.json'] : [];
}

/** Bundler keeps the options that it was given. */
function rememberedOptions({ label, command }: InstallCommand): readonly string[] {
  return label === 'bundle install' && command.args.some(arg => arg.value.startsWith('-')) ? ['.bundle/config'] : [];
}

/** What the fix changes, in one sentence; `undefined`: nothing. */
export function changesOf(victims: readonly Victim[], rewritten: readonly RewrittenFile[], folders: readonly string[], brings: (path: string) => boolean): Message | undefined {
  const [file] = rewritten;
  if (folders.length > 0) return file ? messages.changesFoldersAndFile({ folders, file: file.source }) : messages.changesFolders({ folders });
  if (file) return messages.changesFile({ file: file.source, install: file.install });
  const notes = victims.flatMap(victim => victim.manifestInstalls).find(({ install, project }) => install.ecosystem.id === 'composer' && brings(joinContext(project.folder ?? '', '.git')));
  // Composer asks git for the version of the project.
  if (notes) return messages.changesCommit({ install: notes.install.label, folder: joinContext(notes.project.folder ?? '', '.git') });
  const [argument] = victims.flatMap(victim => victim.manifestInstalls.flatMap(({ install }) => variablesIn(install).flatMap(name => {
    const variable = victim.step.state.variables.get(name);
    return variable?.kind === 'arg' ? [variable] : [];
  })));
  return argument && messages.changesArgument({ argument: argument.name, value: argument.value ?? '' });
}
