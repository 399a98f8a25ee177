// Whether a build may ask git: for a commit, which takes `.git`, or for the state of the tree, to which every file that is left out
// of the context looks deleted. Doubt counts as asking. Which programs and words these are is in the table beside it.
import { contextFacts, isIgnored, type ContextFacts } from '../context/contextFacts.js';
import type { ContextView } from '../context/contextView.js';
import { baseName, contextPath } from '../plan/paths.js';
import type { Step } from '../plan/plan.js';
import type { ShellCommand } from '../shell/script.js';
import { commitReaders, commitVerbs, elsewhereVerbs, scriptWords, stampingPrograms, treeWords, unstampedVerbs, versionFiles, withoutAddresses } from './askingGit.data.js';
import type { RuleContext } from './rule.js';

/** What the answer of git hangs on: the repository alone, or each file of the tree. */
type Question = 'commit' | 'tree';

/** Whether the build may ask git about the tree that it gets: what is left out of it then looks deleted to git. */
export function mayAskTree(context: RuleContext, view: ContextView): boolean {
  if (!view.entry('.git') || isIgnored(contextFacts(view), '.git')) return false;
  return mayAsk('tree', context.plan.stages.filter(stage => stage.reachable).flatMap(stage => stage.steps), context, view);
}

/** Whether the steps may read the repository at all. */
export function mayReadRepository(steps: readonly Step[], context: RuleContext, view: ContextView): boolean {
  return mayAsk('commit', steps, context, view);
}

function mayAsk(question: Question, steps: readonly Step[], context: RuleContext, view: ContextView): boolean {
  const runs = steps.filter(step => step.kind === 'run');
  if (runs.some(step => asksItself(question, step, context))) return true;
  const scripts = runs.flatMap(step => step.instruction.text.match(/[\w./-]+\.(?:sh|py|mjs|cjs|js|ts|mk)\b/g) ?? []).map(contextPath);
  const files = versionFilesIn(contextFacts(view));
  if (files.length > mostVersionFiles) return true;
  // All at once: what is missing is read in rounds, and one file a round would take many.
  const texts = [...files, ...scripts.map(path => ({ path, words: scriptWords }))].map(({ path, words }) => ({ file: view.read(path), words }));
  return texts.some(({ file, words }) => {
    if (file.state !== 'text') return file.state === 'unread';
    if (!words.test(file.text)) return false;
    const text = withoutAddresses(file.text);
    return words.test(text) && (question === 'commit' || treeWords.test(text));
  });
}

/** Reading more of them to be sure is not worth it. */
const mostVersionFiles = 60;

/** The files of the context that may say so, in all its folders: of a workspace each member has its own. */
function versionFilesIn(facts: ContextFacts): readonly { readonly path: string; readonly words: RegExp }[] {
  return facts.remember('versionFiles', () => (facts.kept ?? []).flatMap(({ path, kind }) => {
    const words = kind === 'file' ? versionFiles.get(baseName(path)) : undefined;
    return words ? [{ path, words }] : [];
  }));
}

function asksItself(question: Question, step: Step, context: RuleContext): boolean {
  const text = withoutAddresses(step.instruction.text);
  if (/setuptools[-_]scm|hatch-vcs|versioneer/i.test(text) || (/\.git\b/.test(text) && question === 'commit')) return true;
  const { commands, unreadable } = context.script(step);
  if (unreadable !== undefined) return /\bgit\b/.test(text);
  return commands.some(command => asks(question, command));
}

function asks(question: Question, { name, args }: ShellCommand): boolean {
  if (name === undefined || !stampingPrograms.has(name)) return false;
  const verb = args[0]?.value ?? '';
  if (name === 'git') return !elsewhereVerbs.has(verb) && (question === 'commit' || !commitVerbs.has(verb) || args.some(({ value }) => /dirty|broken/.test(value)));
  if (name === 'go') return !unstampedVerbs.has(verb) && !args.some(({ value }) => value === '-buildvcs=false') && !(verb === 'install' && args.some(({ value }) => value.includes('@')));
  return question === 'commit' || !commitReaders.has(name);
}
