// Finds installs that may go past the lock file of their project. How a package manager is told to follow it is its own
// knowledge (`frozen` of an ecosystem); whether the lock is there, in the context and in the image, is asked of the plan.
import { defineMessages, type Message } from '../../messages/index.js';
import { copyTouches } from '../effects/copyEffects.js';
import { joinContext, stepsAbove } from '../effects/copyLayout.js';
import type { Answer } from '../effects/effects.js';
import { leftOutBy } from '../effects/leftOut.js';
import { lockHabits } from '../effects/lockFiles.data.js';
import { rewrittenLocks } from '../effects/lockFiles.js';
import { projectOf } from '../effects/manifests.js';
import type { Frozen, InstallCommand } from '../ecosystems/ecosystem.js';
import { joinPath } from '../plan/paths.js';
import type { Step } from '../plan/plan.js';
import type { TextEdit } from '../text/edits.js';
import { headRange } from './commandRange.js';
import { isCargoLockTooNew, isNpmWithoutCi } from './lockReaders.js';
import { defineRule, type Fix, type RuleContext } from './rule.js';

const messages = defineMessages('rules.install-without-lock', {
  found: "'{install}' may go past {lock} and install other versions than it names: {cure} follows it to the letter, or fails where it is out of step",
  notCopied: "'{install}' picks the versions of the day it runs, because {lock} is not there: no COPY above brings it",
  title: 'Follow {lock}: {cure}',
  changes: 'What is installed is exactly what {lock} says; where it is out of step with {manifest}, the build fails',
  blockedNotCopied: 'No automatic fix: {lock} has to be copied first',
  blockedText: "No automatic fix: '{install}' stands in a text that can't be changed with certainty",
});

export const installWithoutLock = defineRule({
  id: 'install-without-lock',
  since: '0.1.0',
  category: 'installs',
  severity: 'information',
  fix: 'safe',
  check,
});

interface Found {
  readonly step: Step;
  readonly install: InstallCommand;
  readonly frozen: Frozen;
  /** Its name, for people. */
  readonly lock: string;
  /** Whether it is in the image by then. */
  readonly present: Answer;
}

function check(context: RuleContext): void {
  if (!context.context?.entries) return;
  for (const step of context.plan.steps) {
    if (step.kind !== 'run') continue;
    for (const install of context.installs(step)) {
      const found = findLock(install, step, context);
      if (found) report(found, context);
    }
  }
}

function findLock(install: InstallCommand, step: Step, context: RuleContext): Found | undefined {
  const frozen = install.ecosystem.frozen?.(install);
  if (!frozen || isFrozenAlready(install, step) || step.mounts.some(mount => mount.type === 'bind')) return undefined;
  const above = stepsAbove(step);
  const { folder, directory } = projectOf(install, step, context.context);
  if (folder === undefined || directory === undefined || isToolTooOld(install, step, folder, context)) return undefined;
  const isLeftOut = leftOutBy(context.context);
  const lock = frozen.locks.find(name => context.context?.entry(joinContext(folder, name))?.kind === 'file');
  if (lock === undefined) return undefined;
  if (isLeftOut(joinContext(folder, lock))) return undefined;
  // A RUN that speaks of the lock (removes it, makes it), or sets this in the package manager's settings, has its own idea of it.
  const name = lock.slice(lock.lastIndexOf('/') + 1);
  if ([...above, step].some(other => other.kind === 'run' && (other.instruction.logicalText.includes(name) || /\bconfig\b.*\b(?:frozen|deployment|immutable)/.test(other.instruction.logicalText)))) return undefined;
  if (hasOthersManifest(install, { directory, folder }, above)) return undefined;
  const path = joinPath(directory, lock);
  const answers = above.filter(other => other.copy).map(copy => copyTouches(copy, path, context.context, isLeftOut));
  const isUnknown = answers.includes('unknown') || above.some(other => other.kind === 'run' && context.installs(other).some(writesLock));
  return { step, install, frozen, lock, present: answers.includes('yes') ? 'yes' : isUnknown ? 'unknown' : 'no' };
}

/** cargo-chef writes the lock that its recipe holds. */
function writesLock({ label }: InstallCommand): boolean {
  return label === 'cargo chef cook';
}

/** Whether a COPY puts the manifest of another folder beside the lock, which is then not its own. */
function hasOthersManifest({ ecosystem }: InstallCommand, { directory, folder }: { readonly directory: string; readonly folder: string }, above: readonly Step[]): boolean {
  const [manifest] = ecosystem.manifestNames;
  if (manifest === undefined) return false;
  return above.some(({ copy }) => copy?.destination?.replace(/\/$/, `/${manifest}`) === joinPath(directory, manifest)
    && copy.sources.some(({ kind, path }) => kind === 'context' && path !== undefined && (path === manifest || path.endsWith(`/${manifest}`)) && path !== joinContext(folder, manifest)));
}

/** Whether the base's package manager has no way to follow the lock. */
function isToolTooOld(install: InstallCommand, step: Step, folder: string, context: RuleContext): boolean {
  return (install.ecosystem.id === 'npm' && isNpmWithoutCi(step, context)) || isCargoLockTooNew(install, step, folder, context);
}

/** A variable can say the same as the option. */
function isFrozenAlready(install: InstallCommand, step: Step): boolean {
  return install.kind === 'manifest' && Object.hasOwn(lockHabits, install.ecosystem.id) && rewrittenLocks(install, name => step.state.variables.get(name)?.value).length === 0;
}

function report(found: Found, context: RuleContext): void {
  const { install, frozen, lock, present } = found;
  if (present === 'unknown') return;
  const range = headRange(install.command);
  if (present === 'no') {
    context.report({ range, message: messages.notCopied({ install: install.label, lock }), blocked: messages.blockedNotCopied({ lock }) });
    return;
  }
  const edit = editFor(found, context);
  context.report({
    range, message: messages.found({ install: install.label, lock, cure: cureOf(install, frozen) }),
    ...(edit ? { fix: () => makeFix(found, edit, context) } : { blocked: messages.blockedText({ install: install.label }) }),
  });
}

/** As one would type it. */
function cureOf({ command, ecosystem, label }: InstallCommand, { verb, option, assignment }: Frozen): string {
  const program = command.name ?? ecosystem.id;
  return `'${verb !== undefined ? `${program} ${verb}` : option !== undefined ? `${label} ${option}` : `${assignment ?? ''} ${label}`}'`;
}

function editFor({ step, install, frozen }: Found, context: RuleContext): TextEdit | undefined {
  const { command } = install;
  const { verb, option, assignment } = frozen;
  const program = command.nameWord;
  const { dialect } = context.script(step);
  if (!program || command.openArguments || (dialect !== 'sh' && dialect !== 'bash')) return undefined;
  const first = command.args.find(word => !word.value.startsWith('-') && !word.value.startsWith('+'));
  if (assignment !== undefined) return insert(program.range.from, `${assignment} `);
  const words = install.label.split(' ').slice(1);
  const last = first && command.args.find((word, at) => word.value === words.at(-1) && at >= command.args.indexOf(first));
  if (verb !== undefined) return first ? { range: first.range, newText: verb } : insert(program.range.to, ` ${verb}`);
  return option === undefined ? undefined : insert((last ?? first ?? program).range.to, ` ${option}`);
}

function insert(at: number, newText: string): TextEdit {
  return { range: { from: at, to: at }, newText };
}

function makeFix({ install, frozen, lock }: Found, edit: TextEdit, context: RuleContext): Fix {
  const manifest: Message | string = install.ecosystem.manifestNames[0] ?? lock;
  return {
    title: messages.title({ lock, cure: cureOf(install, frozen) }),
    files: [{ location: context.plan.setup.dockerfile, text: context.syntax.text, creates: false, edits: [edit] }],
    changes: messages.changes({ lock, manifest }),
  };
}
