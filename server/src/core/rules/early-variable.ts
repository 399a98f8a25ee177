// Finds variables with a fixed value that stand above slow steps that don't use them: whoever changes the value waits for all of
// those. Values that come from outside are another rule's; how far a declaration can sink is in `sinkDeclaration.ts`.
import { defineMessages, roundDuration } from '../../messages/index.js';
import { stepsAbove } from '../effects/copyLayout.js';
import { projectOf } from '../effects/manifests.js';
import type { Stage, Step } from '../plan/plan.js';
import type { Assignment, Instruction } from '../syntax/instruction.js';
import { escapePattern } from '../text/patterns.js';
import { builtStages } from './builtStages.js';
import { isRunTimeSetting, isVersionOfTool } from './early-variable.data.js';
import { bringsDockerfile } from './dockerfile-in-image.js';
import { defineRule, type Fix, type Report, type RuleContext } from './rule.js';
import { joinSinks, planSink, sinkEdits, type Sink } from './sinkDeclaration.js';
import { victimOf, volatileIn, type Victim } from './volatile-argument.js';

const messages = defineMessages('rules.early-variable', {
  found: "'{victim}' below does not use '{name}', and yet runs again whenever its value is changed. Move it down.",
  foundCost: "'{victim}' below does not use '{name}', and yet runs again ({cost} last time) whenever its value is changed. Move it down.",
  victim: "runs again whenever the value of '{name}' is changed",
  toFirstUse: "Move {what} down to its first use",
  toUnknown: 'Move {what} down to the first step that may use it',
  toEnd: 'Move {what} down behind the last step',
  single: "'{keyword} {name}'",
  several: "'{keyword} {name}' and {count} more",
});

export const earlyVariable = defineRule({
  id: 'early-variable',
  since: '0.1.0',
  category: 'order',
  severity: 'hint',
  fix: 'safe',
  check,
});

interface Case {
  readonly instruction: Instruction;
  readonly sink: Sink;
  readonly victim: Victim;
}

function check(context: RuleContext): void {
  for (const stage of builtStages(context.plan)) {
    const all = stage.instructions.flatMap(instruction => caseOf(instruction, stage, context) ?? []);
    const cases = all.filter(({ instruction }) => !hasFamily(instruction, stage, all));
    const reported = new Set<Instruction>();
    for (const found of cases) {
      // What sinks to the same place is one finding: as long as one of them stays, the slow step runs again.
      if (reported.has(found.instruction)) continue;
      const sink = joinSinks(found.sink, cases.map(other => other.sink));
      for (const member of sink.members) reported.add(member);
      context.report(reportOf(found, sink, context));
    }
  }
}

/** Whether settings of the same program (`PG_HOST` beside `PG_PORT`) would stay behind: people want those together. */
function hasFamily(instruction: Instruction, stage: Stage, cases: readonly Case[]): boolean {
  const names = instruction.assignments.flatMap(({ name }) => (isRunTimeSetting(name) && name.includes('_') ? [name.slice(0, name.indexOf('_') + 1)] : []));
  if (names.length === 0) return false;
  const staying = stage.instructions.filter(other => other.keyword === instruction.keyword && !cases.some(found => found.instruction === other));
  return staying.some(other => other.assignments.some(({ name }) => names.some(prefix => name.startsWith(prefix))));
}

function caseOf(instruction: Instruction, stage: Stage, context: RuleContext): Case | undefined {
  const { keyword, assignments } = instruction;
  if ((keyword !== 'ENV' && keyword !== 'ARG') || assignments.length === 0 || assignments.some(({ rawValue }) => rawValue === undefined)) return undefined;
  const areSettings = assignments.every(({ name }) => isRunTimeSetting(name));
  if (!areSettings && !assignments.every(({ name }) => isVersionOfTool(name))) return undefined;
  if (volatileIn(instruction, context)) return undefined;
  const sink = planSink(stage, instruction, context);
  if (areSettings ? sink.passed.some(step => runsScripts(step, context)) : sink.reason !== 'use' || sink.passed.some(step => mayLookAt(step, context))) return undefined;
  // Who changes the value changes a step that has it written out as well: that one and all below it run again anyway.
  // So does a step that brings the Dockerfile itself, for an ENV: an ARG can be given without an edit.
  const isEdited = (step: Step) => keyword === 'ENV' && bringsDockerfile(step, context);
  const [first] = sink.passed;
  if (!first || stepsAbove(first).some(isEdited)) return undefined;
  const tied = sink.passed.findIndex(step => isEdited(step) || assignments.some(assignment => hasValue(step, assignment)));
  const victim = (tied < 0 ? sink.passed : sink.passed.slice(0, tied)).map(step => victimOf(step, context)).find(found => found !== undefined);
  return victim && { instruction, sink, victim };
}

/** Whether a step has the value of a variable written out (`postgresql-16` for `PG_VERSION=16`); words without a digit say nothing. */
function hasValue({ instruction }: Step, { rawValue = '' }: Assignment): boolean {
  const value = rawValue.replace(/^(["'])(.*)\1$/, '$2');
  return /^[\w.+-]*\d[\w.+-]*$/.test(value) && new RegExp(`(?<![\\d.])${escapePattern(value)}(?!\\w|\\.\\d)`).test(instruction.text);
}

/** Scripts of packages look at versions of tools; those of the system's packages have nothing to do with them. */
function mayLookAt(step: Step, context: RuleContext): boolean {
  return context.installs(step).some(({ ecosystem }) => ecosystem.family !== 'os');
}

/** Whether an install may run scripts of the project itself, which know its settings. */
function runsScripts(step: Step, context: RuleContext): boolean {
  return context.installs(step).some(install => {
    // A new package may bring a plugin, and that may look at anything.
    if (install.ecosystem.id === 'composer' && install.kind === 'packages') return true;
    if (install.kind !== 'manifest' || (install.ecosystem.family !== 'javascript' && install.ecosystem.id !== 'composer')) return false;
    return projectOf(install, step, context.context).set?.state !== 'known';
  });
}

function reportOf({ instruction, victim }: Case, sink: Sink, context: RuleContext): Report {
  const name = instruction.assignments[0]?.name ?? '';
  const names = { name, victim: victim.label };
  const { milliseconds } = victim;
  return {
    range: instruction.range,
    message: milliseconds === undefined ? messages.found(names) : messages.foundCost({ ...names, cost: roundDuration(milliseconds) }),
    related: [{ range: victim.range, message: messages.victim({ name }) }],
    ...(milliseconds === undefined ? {} : { savesMilliseconds: milliseconds }),
    fix: () => makeFix(instruction, sink, context),
  };
}

function makeFix(instruction: Instruction, sink: Sink, { plan, syntax }: RuleContext): Fix {
  const name = instruction.assignments[0]?.name ?? '';
  const { keyword } = instruction;
  const count = sink.members.length - 1;
  const what = count > 0 ? messages.several({ keyword, name, count }) : messages.single({ keyword, name });
  const title = sink.reason === 'unknown' ? messages.toUnknown({ what }) : sink.reason === 'end' ? messages.toEnd({ what }) : messages.toFirstUse({ what });
  return { title, files: [{ location: plan.setup.dockerfile, text: syntax.text, creates: false, edits: sinkEdits(sink, syntax) }] };
}
