// Finds arguments and variables that change with every build and stand above slow steps that don't need them. Which names
// say so is in the table beside it; how far a declaration can sink is in `sinkDeclaration.ts`.
import { defineMessages, roundDuration, type Message } from '../../messages/index.js';
import type { Stage, Step } from '../plan/plan.js';
import type { Assignment, Instruction } from '../syntax/instruction.js';
import { headRange } from './commandRange.js';
import { defineRule, type Fix, type Report, type RuleContext } from './rule.js';
import { joinSinks, planSink, sinkEdits, type Sink } from './sinkDeclaration.js';
import { isPlaceholder, volatilityOf } from './volatile-argument.data.js';

const messages = defineMessages('rules.volatile-argument', {
  everyBuild: "'{name}' changes with every build, so '{victim}' below runs again each time although it does not use it",
  everyBuildCost: "'{name}' changes with every build, so '{victim}' below runs again each time ({cost} last time) although it does not use it",
  everyRelease: "'{name}' is set by whoever builds, so '{victim}' below runs again with every new value although it does not use it",
  everyReleaseCost: "'{name}' is set by whoever builds, so '{victim}' below runs again with every new value ({cost} last time) although it does not use it",
  victim: "runs again whenever '{name}' changes",
  toFirstUse: 'Move {what} down to its first use',
  toUnknown: 'Move {what} down to the first step that may use it',
  toEnd: 'Move {what} down behind the last step',
  single: "'{keyword} {name}'",
  several: "'{keyword} {name}' and {count} more",
  severalAtOnce: "No automatic fix: this line sets several variables; give '{name}' a line of its own",
});

export const volatileArgument = defineRule({
  id: 'volatile-argument',
  since: '0.1.0',
  category: 'order',
  severity: 'warning',
  fix: 'safe',
  check,
});

function check(context: RuleContext): void {
  for (const stage of context.plan.stages) {
    const cases = casesOf(stage, context);
    const movable = cases.filter(({ instruction }) => instruction.assignments.length === 1).map(({ sink }) => sink);
    for (const found of cases) context.report(reportFor(found, movable, context));
  }
}

/** The declarations of a stage that cost something where they are. */
function casesOf(stage: Stage, context: RuleContext): readonly Case[] {
  const moved = new Set<Instruction>();
  return stage.instructions.flatMap(instruction => {
    const found = moved.has(instruction) ? undefined : volatileIn(instruction, context);
    if (!found) return [];
    const sink = planSink(stage, instruction, context);
    for (const member of sink.members) moved.add(member);
    const [first, ...others] = sink.passed.flatMap(step => victimOf(step, context) ?? []);
    return first ? [{ ...found, instruction, sink, victims: [first, ...others] as const }] : [];
  });
}

interface Found {
  readonly assignment: Assignment;
  readonly kind: 'volatile' | 'given-version';
}

/** The first variable of the instruction that changes with every build or release, given from outside. */
export function volatileIn(instruction: Instruction, context: RuleContext): Found | undefined {
  for (const assignment of instruction.assignments) {
    const kind = volatilityOf(assignment.name);
    if (kind && changes(instruction, assignment, kind, context)) return { assignment, kind };
  }
  return undefined;
}

/** Whether the value comes from outside: a constant in the file changes only when somebody edits the file. */
function changes({ keyword }: Instruction, { name, rawValue }: Assignment, kind: Found['kind'], context: RuleContext): boolean {
  const value = rawValue?.replace(/^(["'])(.*)\1$/, '$2');
  if (keyword === 'ENV') return kind === 'volatile' && value !== undefined && value.includes('$');
  if (keyword !== 'ARG') return false;
  const { args } = context.plan.setup;
  if (args.has(name)) return kind === 'volatile' || args.get(name) === undefined;
  return value === undefined || isPlaceholder(value) || (kind === 'volatile' && value.includes('$'));
}

interface Case extends Found {
  readonly instruction: Instruction;
  readonly sink: Sink;
  readonly victims: readonly [Victim, ...Victim[]];
}

function reportFor({ instruction, assignment, kind, sink, victims }: Case, movable: readonly Sink[], context: RuleContext): Report {
  const [first] = victims;
  const { name } = assignment;
  const milliseconds = victims.reduce((sum, victim) => sum + (victim.milliseconds ?? 0), 0);
  const base: Report = {
    range: instruction.assignments.length === 1 ? instruction.range : assignment.range,
    message: messageFor(kind, { name, victim: first.label }, milliseconds),
    related: [{ range: first.range, message: messages.victim({ name }) }],
    ...(milliseconds > 0 ? { savesMilliseconds: milliseconds } : {}),
  };
  if (instruction.assignments.length > 1) return { ...base, blocked: messages.severalAtOnce({ name }) };
  return { ...base, fix: () => makeFix(instruction, name, joinSinks(sink, movable), context) };
}

/** Moves what else sinks to the same place in one go: as long as one of them stays, the slow step runs again. */
function makeFix(instruction: Instruction, name: string, sink: Sink, context: RuleContext): Fix {
  const count = sink.members.filter(member => member.keyword === instruction.keyword).length - 1;
  const what = count > 0 ? messages.several({ keyword: instruction.keyword, name, count }) : messages.single({ keyword: instruction.keyword, name });
  const title = sink.reason === 'unknown' ? messages.toUnknown({ what }) : sink.reason === 'end' ? messages.toEnd({ what }) : messages.toFirstUse({ what });
  return { title, files: [{ location: context.plan.setup.dockerfile, text: context.syntax.text, creates: false, edits: sinkEdits(sink, context.syntax) }] };
}

function messageFor(kind: Found['kind'], params: { readonly name: string; readonly victim: string }, milliseconds: number): Message {
  if (milliseconds === 0) return kind === 'volatile' ? messages.everyBuild(params) : messages.everyRelease(params);
  const cost = roundDuration(milliseconds);
  return kind === 'volatile' ? messages.everyBuildCost({ ...params, cost }) : messages.everyReleaseCost({ ...params, cost });
}

/** A step that runs again for nothing, as people are told of it. */
export interface Victim {
  readonly label: string;
  readonly range: Step['instruction']['range'];
  readonly milliseconds: number | undefined;
}

const downloads: ReadonlySet<string> = new Set(['curl', 'wget', 'git']);

/** A step that is worth keeping cached: it installs or downloads, or a build has shown that it takes a second. */
export function victimOf(step: Step, context: RuleContext): Victim | undefined {
  const milliseconds = context.cost.lastRun(step);
  if (milliseconds !== undefined && milliseconds < 1000) return undefined;
  const install = context.installs(step).find(found => found.kind !== 'refresh') ?? context.installs(step)[0];
  if (install) return { label: install.label, range: headRange(install.command), milliseconds };
  const download = context.script(step).commands.find(command => command.name !== undefined && downloads.has(command.name));
  const command = download ?? (milliseconds === undefined ? undefined : context.script(step).commands.find(found => found.nameWord));
  if (!command) return undefined;
  return { label: command.name ?? step.instruction.keyword, range: headRange(command), milliseconds };
}
