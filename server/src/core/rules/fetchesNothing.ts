// Whether a build has anything to fetch: it may be told not to, have its dependencies beside it, or have none.
import { contextFacts, isIgnored } from '../context/contextFacts.js';
import type { ContextView } from '../context/contextView.js';
import type { InstallCommand } from '../ecosystems/ecosystem.js';
import { joinContext } from '../effects/copyLayout.js';
import { parentPath } from '../plan/paths.js';
import type { Step } from '../plan/plan.js';
import { buildTraits, type BuildTraits } from './build-without-dependency-step.data.js';
import type { RuleContext } from './rule.js';

/** Whether the install of a project in a folder of the context has nothing to fetch, as far as that can be told. */
export function fetchesNothing(install: InstallCommand, step: Step, folder: string, context: RuleContext): boolean {
  const traits = buildTraits.get(install.ecosystem.id);
  if (!traits) return false;
  const { args, assignments } = install.command;
  if (args.some(arg => traits.offline?.test(arg.value) === true)) return true;
  const saysSo = traits.offlineVariables?.some(([name, value]) => value.test(assignments.get(name) ?? step.state.variables.get(name)?.value ?? ''));
  return saysSo === true || isVendored(traits, folder, context) || !hasDependencies(traits, folder, context);
}

function isVendored({ vendored = [] }: BuildTraits, folder: string, { context }: RuleContext): boolean {
  if (!context) return false;
  return vendored.some(([file, text]) => {
    const path = joinContext(folder, file);
    if (!context.entry(path) || isIgnored(contextFacts(context), path)) return false;
    if (!text) return true;
    const found = context.read(path);
    return found.state === 'unread' || (found.state === 'text' && text.test(found.text));
  });
}

/** Project files beyond these are not looked into. */
const mostProjectFiles = 20;

/** While the context is still being read there is nothing to say, so it counts as without. */
function hasDependencies({ dependencies }: BuildTraits, folder: string, { context }: RuleContext): boolean {
  if (!dependencies || !context) return true;
  if (!context.entries) return false;
  const files = projectFiles(dependencies.files, folder, context);
  if (files.length > mostProjectFiles || (files.length === 0 && context.truncated)) return true;
  return files.some(path => {
    const file = context.read(path);
    return file.state === 'text' && dependencies.text.test(file.text);
  });
}

/** The project's files in the folder, or in the nearest one above that has any: builds look for their project there. */
function projectFiles(pattern: RegExp, folder: string, context: ContextView): readonly string[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const found = contextFacts(context).remember(`project files\n${pattern.source}\n${folder}`, () => (context.entries ?? []).flatMap(({ kind, path }) =>
    (kind !== 'directory' && path.startsWith(prefix) && pattern.test(path.slice(prefix.length)) ? [path] : [])));
  return found.length > 0 || folder === '' ? found : projectFiles(pattern, parentPath(folder), context);
}
