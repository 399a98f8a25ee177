// Folders of this machine (`node_modules`) that a COPY below an install would lay over what was installed.
import { patternForPath } from '../context/ignoreAdditions.js';
import { copyTouches } from '../effects/copyEffects.js';
import { joinContext } from '../effects/copyLayout.js';
import { installedFolders } from '../effects/installEffects.js';
import { leftOutBy } from '../effects/leftOut.js';
import { absolutePath } from '../effects/paths.js';
import { baseName, isWithin } from '../plan/paths.js';
import type { Step } from '../plan/plan.js';
import type { Message } from '../../messages/index.js';
import type { Victim } from './copy-before-install.blame.js';
import { blocked } from './copy-before-install.messages.js';
import type { Facts } from './rule.js';

export interface HostFolders {
  /** Relative to the context. */
  readonly paths: readonly string[];
  /** What an ignore file needs to leave them out. */
  readonly patterns: readonly string[];
}

/** The folders that have to be ignored once the COPYs come below the installs; or why they can't be. */
export function hostFolders(victims: readonly Victim[], copies: readonly Step[], { context, plan }: Facts): HostFolders | { readonly why: Message } {
  const isLeftOut = leftOutBy(context);
  const found = victims.flatMap(victim => victim.manifestInstalls).flatMap(({ install, project }) => installedFolders(install, project.set).flatMap(name => {
    const target = absolutePath(project.directory, name);
    const source = joinContext(project.folder ?? '', name);
    if (target === undefined || !context?.entry(source) || isLeftOut(source)) return [];
    return copies.some(copy => copyTouches(copy, target, context, isLeftOut) !== 'no') ? [source] : [];
  }));
  const paths = [...new Set(found)];
  if (paths.length === 0) return { paths, patterns: [] };
  const named = plan.stages.flatMap(stage => stage.steps.flatMap(step => step.copy?.sources.flatMap(source => (source.kind === 'context' && source.path ? [source.path] : [])) ?? []));
  const used = paths.find(path => named.some(source => isWithin(source, path)));
  if (used !== undefined) return { why: blocked.usedFolder({ subject: used }) };
  const hard = paths.find(path => patternForPath(path) === undefined || (!context?.ignoreFile && context?.newIgnoreFile === undefined));
  if (hard !== undefined) return { why: blocked.cannotIgnore({ subject: hard }) };
  const names = [...new Set(paths.map(baseName))];
  return { paths, patterns: names.flatMap(name => patternsOf(name, paths, context?.entries ?? [])) };
}

/** One pattern for all folders of a name, where all of them are meant. */
function patternsOf(name: string, paths: readonly string[], entries: readonly { readonly path: string }[]): readonly string[] {
  const own = paths.filter(path => baseName(path) === name);
  const all = entries.filter(entry => baseName(entry.path) === name);
  const pattern = patternForPath(name);
  if (own.length > 1 && own.length === all.length && pattern !== undefined) return [`**/${pattern}`];
  return own.flatMap(path => patternForPath(path) ?? []);
}
