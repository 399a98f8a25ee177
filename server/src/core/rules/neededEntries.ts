// Whether a build may need files that only seem to be left over: an instruction names them, or a tool asks git.
import { contextFacts } from '../context/contextFacts.js';
import type { ContextView } from '../context/contextView.js';
import { goMatch, hasWildcards } from '../context/goMatch.js';
import type { VolatileGroup } from '../context/volatileEntries.js';
import { baseName, contextPath, parentPath } from '../plan/paths.js';
import type { Step } from '../plan/plan.js';
import { mayReadRepository } from './askingGit.js';
import type { RuleContext } from './rule.js';

/** Whether the group must stay in the context. Doubt counts as need. */
export function isNeeded(group: VolatileGroup, context: RuleContext, view: ContextView): boolean {
  const steps = context.plan.steps;
  if (steps.some(step => names(step, group))) return true;
  if (group.reason === 'readByVersionTools') return mayReadRepository(steps, context, view);
  return !group.safe;
}

/** Whether an instruction or the ignore file names the very entry, so that somebody means it to be there. */
export function isWanted(path: string, steps: readonly Step[], view: ContextView): boolean {
  const decided = contextFacts(view).matcher.explain(path);
  if (decided?.isException === true && decided.pattern.endsWith(baseName(path))) return true;
  const written = partCopied(path, steps);
  return steps.some(step => contextPathsOf(step).some(source => source === undefined || (source !== '' && meets(contextPath(source), path))) || (step.kind === 'run' && mentions(step.instruction.text, written)));
}

/** What a step takes from the context by COPY, ADD or bind mount; `undefined` inside: not known. */
function contextPathsOf(step: Step): readonly (string | undefined)[] {
  return [...(step.copy?.sources ?? []).filter(source => source.kind === 'context').map(source => source.path), ...step.mounts.filter(mount => mount.type === 'bind' && mount.from === undefined).map(mount => mount.source ?? '')];
}

/** Whether a COPY, an ADD, a bind mount or the text of a RUN names one of the entries. */
function names(step: Step, group: VolatileGroup): boolean {
  const paths = contextPathsOf(step);
  if (paths.includes(undefined)) return true;
  const { steps } = step.stage;
  return group.roots.some(root => {
    if (paths.some(path => path !== undefined && meets(contextPath(path), root.path))) return true;
    return step.kind === 'run' && group.kind !== 'versionControl' && mentions(step.instruction.text, partCopied(root.path, steps));
  });
}

/** Of the entry's path what surely is the same in the image: a COPY of a folder leaves the folder's own path behind. */
function partCopied(path: string, steps: readonly Step[]): string {
  const folders = steps.flatMap(step => step.copy?.sources ?? []).flatMap(({ kind, path: source }) => {
    if (kind !== 'context' || source === undefined) return [];
    const head = path.split('/').slice(0, source.split('/').length).join('/');
    if (hasWildcards(source)) return goMatch(source, head) === true ? [head === path ? parentPath(path) : head] : [];
    return path.startsWith(`${source}/`) ? [source] : [];
  });
  const longest = Math.max(0, ...folders.map(folder => folder.length));
  return longest === 0 ? path : path.slice(longest + 1);
}

/** A source that is the entry, lies in it, or matches it; the root of the context names nothing. */
function meets(source: string, entry: string): boolean {
  if (source === '') return false;
  return source === entry || source.startsWith(`${entry}/`) || goMatch(source, entry) === true;
}

/**
 * Whether a text of a shell may mean the entry: by its name alone, or by a path whose folders are called as the entry's are.
 * Where in the image the entry lies is left open, so a path that is longer than the entry's own may mean it.
 */
export function mentions(text: string, entry: string): boolean {
  const name = baseName(entry);
  if (!text.includes(name)) return false;
  const folders = entry.split('/').slice(0, -1).reverse();
  return text.split(/[\s"'`=:,;|&<>(){}]+/).some(word => {
    const parts = word.replaceAll('\\', '/').split('/').filter(part => part !== '' && part !== '.' && part !== '..');
    return parts.some((part, index) => part === name && folders.every((folder, up) => fits(parts[index - 1 - up], folder)));
  });
}

/** A part that isn't there, or that only the shell knows, may be anything. */
function fits(part: string | undefined, folder: string): boolean {
  return part === undefined || part === folder || /[$*?[\]]/.test(part);
}
