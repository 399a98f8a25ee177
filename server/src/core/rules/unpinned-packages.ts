// Finds packages that are installed by name in whatever version is newest. Nearly every Dockerfile does it, so the rule is off until
// somebody asks for it. Which versions those were is taken from what the last build printed.
import { defineMessages } from '../../messages/index.js';
import type { InstallCommand } from '../ecosystems/ecosystem.js';
import type { Step } from '../plan/plan.js';
import type { ShellWord } from '../shell/script.js';
import type { TextEdit } from '../text/edits.js';
import { headRange } from './commandRange.js';
import { defineRule, type Fix, type Report, type RuleContext } from './rule.js';
import { pinnings, type Pinning } from './unpinned-packages.data.js';

const messages = defineMessages('rules.unpinned-packages', {
  one: "'{install}' takes {names} in the version that is newest when the step runs: it stays for as long as the step is cached, and is another one elsewhere",
  several: "'{install}' takes {names} in the versions that are newest when the step runs: they stay for as long as the step is cached, and are others elsewhere",
  more: '{first}, {second} and {count} more',
  title: 'Pin to what the last build installed',
  blockedNoBuild: 'No automatic fix: no build of this step has told which versions it takes',
  blockedLog: "No automatic fix: the end of the last build's output does not tell the version of {name}",
  blockedManager: "No automatic fix: the output of '{install}' does not tell versions",
});

export const unpinnedPackages = defineRule({
  id: 'unpinned-packages',
  since: '0.1.0',
  category: 'stability',
  severity: 'hint',
  fix: 'unsafe',
  offByDefault: true,
  sameAs: { hadolint: ['DL3008', 'DL3013', 'DL3016', 'DL3018', 'DL3028'] },
  check,
});

function check(context: RuleContext): void {
  for (const stage of context.plan.stages) {
    for (const step of stage.steps) {
      for (const install of context.installs(step)) {
        const pinning = install.kind === 'packages' ? pinnings.get(install.ecosystem.id) : undefined;
        if (!pinning?.verbs.test(install.label) || isPinned(install, pinning)) continue;
        const names = namesIn(install, pinning);
        if (names.length > 0) context.report(reportFor({ step, install, pinning, names }, context));
      }
    }
  }
}

function isPinned({ command }: InstallCommand, { pinningOptions = [] }: Pinning): boolean {
  return command.args.some(({ value }) => pinningOptions.some(option => value === option || value.startsWith(`${option}=`)));
}

interface Name {
  readonly word: ShellWord;
  readonly name: string;
}

function namesIn({ command, ecosystem, localPaths }: InstallCommand, { name }: Pinning): readonly Name[] {
  return (ecosystem.packageWords?.(command) ?? []).flatMap(word => {
    const found = word.static && !localPaths.includes(word.value) ? name(word.value) : undefined;
    return found === undefined ? [] : [{ word, name: found }];
  });
}

interface Case {
  readonly step: Step;
  readonly install: InstallCommand;
  readonly pinning: Pinning;
  readonly names: readonly Name[];
}

function reportFor({ step, install, pinning, names }: Case, context: RuleContext): Report {
  const label = install.label;
  const [first = '', second = ''] = names.map(({ name }) => name);
  const shown = names.length > 3 ? messages.more({ first, second, count: names.length - 2 }) : names.map(({ name }) => name);
  const report = { range: headRange(install.command), message: (names.length === 1 ? messages.one : messages.several)({ install: label, names: shown }) };
  if (!pinning.versionIn) return { ...report, blocked: messages.blockedManager({ install: label }) };
  const log = context.cost.logTail?.(step);
  if (!log) return { ...report, blocked: messages.blockedNoBuild() };
  const edits: TextEdit[] = [];
  for (const { word, name } of names) {
    const version = versionOf(name, log, pinning);
    const edit = version === undefined ? undefined : pinEdit(word, version, pinning);
    if (!edit) return { ...report, blocked: messages.blockedLog({ name }) };
    edits.push(edit);
  }
  const { text } = context.syntax;
  return { ...report, fix: (): Fix => ({ title: messages.title(), files: [{ location: context.plan.setup.dockerfile, text, creates: false, edits }] }) };
}

/** The last line that tells counts: a package can be unpacked twice. */
function versionOf(name: string, log: readonly string[], { versionIn }: Pinning): string | undefined {
  return log.map(line => versionIn?.(line.trim(), name)).findLast(version => version !== undefined);
}

/** Keeps the word's quotes. */
function pinEdit({ text, value, range }: ShellWord, version: string, { pin }: Pinning): TextEdit | undefined {
  const pinned = pin(value, version);
  if (!/^[\w@./:+~=[\],-]+$/.test(version)) return undefined;
  if (text === value) return { range, newText: pinned };
  const quote = text[0] ?? '';
  return text === `${quote}${value}${quote}` ? { range, newText: `${quote}${pinned}${quote}` } : undefined;
}
