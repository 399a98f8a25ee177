// Finds values that are another one each time they are asked for (the time, chance) and that a RUN writes into the image: what the
// cache keeps is the one of the day the step ran. Values that only go into the output or into the compiler are left alone.
import { defineMessages } from '../../messages/index.js';
import type { Step } from '../plan/plan.js';
import type { ShellCommand, ShellScript } from '../shell/script.js';
import type { OffsetRange } from '../text/offsets.js';
import { isBusted } from './busters.js';
import { defineRule, type RuleContext } from './rule.js';

const messages = defineMessages('rules.changing-value-in-run', {
  time: "'{what}' tells when this step ran: once it is cached, '{file}' holds the time of an older build. Pass the time as an argument declared right above, or write it when the container starts",
  random: "'{what}' is drawn when this step runs: once it is cached, each image has the same value in '{file}', and each container of them. Draw it when the container starts",
});

export const changingValueInRun = defineRule({
  id: 'changing-value-in-run',
  since: '0.1.0',
  category: 'stability',
  severity: 'information',
  fix: 'none',
  check,
});

const words = /\bdate\b|uuid|urandom|\bopenssl\s+rand\b|\$\{?RANDOM\b/;

function check(context: RuleContext): void {
  for (const stage of context.plan.stages) {
    for (const step of stage.steps) {
      if (step.kind === 'run' && words.test(step.instruction.text) && !isBusted(step)) checkStep(step, context);
    }
  }
}

function checkStep(step: Step, context: RuleContext): void {
  const script = context.script(step);
  const text = context.syntax.text;
  for (const source of sourcesOf(script, text)) {
    const file = writtenTo(source, script, text);
    // An id of the build is meant to be one for all containers of an image, and another one only for another image.
    if (file === undefined || (source.kind === 'random' && buildMark.test(file))) continue;
    const what = text.slice(source.range.from, source.range.to);
    const message = source.kind === 'time' ? messages.time({ what, file }) : messages.random({ what, file });
    // Behind a copy of everything the step runs again with every change, and the time is that of the last one.
    const isBehindSources = step.stage.steps.slice(0, step.index).some(above => above.copy?.sources.some(copied => copied.kind === 'context' && copied.path === '') === true);
    context.report({ range: source.range, message, ...(isBehindSources && source.kind === 'time' ? { severity: 'hint' } : {}) });
  }
}

/** Files that say which build an image is of. */
const buildMark = /(?:^|[/._-])(?:build|image|release|version|revision)(?:[._-]?(?:id|uuid|stamp|number|no|tag))?(?:\.(?:txt|json))?$|stamp[^/]*$/i;

interface Source {
  readonly kind: 'time' | 'random';
  readonly range: OffsetRange;
  /** The command that asks; a value of the shell's own has none. */
  readonly command: ShellCommand;
}

function sourcesOf({ commands, dialect }: ShellScript, text: string): readonly Source[] {
  return commands.flatMap((command): readonly Source[] => {
    const kind = kindOf(command);
    if (kind) return [{ kind, range: oneLine(wordsOf(command), text), command }];
    // dash and busybox know no RANDOM.
    const word = dialect === 'bash' ? command.args.find(arg => /\$\{?RANDOM\b/.test(arg.text)) : undefined;
    return word ? [{ kind: 'random', range: word.range, command }] : [];
  });
}

/** Options of `date` with which it tells a given time, or sets one. */
const givenTime = /^(?:-[a-zA-Z]*[drsjf]|--(?:date|reference|set|file|iso-file)\b)/;

function kindOf({ name, args }: ShellCommand): Source['kind'] | undefined {
  const values = args.map(arg => arg.value);
  switch (name) {
    case 'date': return values.some(value => givenTime.test(value) || /^(?:--help|--version|\d{8,})$/.test(value)) ? undefined : 'time';
    case 'uuidgen': return values.some(value => /^-[msnN]|^--(?:md5|sha1)/.test(value)) ? undefined : 'random';
    case 'openssl': return values[0] === 'rand' ? 'random' : undefined;
    case 'cat': case 'head': case 'tr': case 'od': case 'base64': case 'xxd': case 'dd': {
      return values.some(value => /^(?:if=)?(?:\/dev\/u?random|\/proc\/sys\/kernel\/random\/uuid)$/.test(value)) ? 'random' : undefined;
    }
    default: return undefined;
  }
}

/** The command without its redirections. */
function wordsOf({ nameWord, args, range }: ShellCommand): OffsetRange {
  const first = nameWord ?? args[0];
  return first ? { from: first.range.from, to: (args.at(-1) ?? first).range.to } : range;
}

/** The first line of a command that goes on. */
function oneLine(range: OffsetRange, text: string): OffsetRange {
  const end = text.slice(range.from, range.to).search(/[ \t]*(?:[\\`][ \t]*)?[\r\n]/);
  return end <= 0 ? range : { from: range.from, to: range.from + end };
}

/** The file of the image that gets the value: the command's own, that of the command it is a word of, or by way of a variable. */
function writtenTo({ command }: Source, script: ShellScript, text: string): string | undefined {
  const { commands } = script;
  const direct = fileBehind(command, commands, text);
  if (direct !== undefined) return direct;
  const outer = commands.filter(other => other !== command && contains(other.range, command.range));
  for (const holder of outer) {
    const file = fileBehind(holder, commands, text);
    if (file !== undefined) return file;
  }
  const variable = variableOf(outer);
  if (variable === undefined) return undefined;
  const use = new RegExp(`\\$(?:${variable}\\b|\\{${variable}\\})`);
  const later = commands.slice(commands.indexOf(command) + 1).filter(other => !outer.includes(other) && other.args.some(arg => use.test(arg.text)));
  return later.map(other => fileBehind(other, commands, text)).find(file => file !== undefined);
}

/** `NAME=$(date)` alone, or behind `export`. */
function variableOf(outer: readonly ShellCommand[]): string | undefined {
  for (const { name, assignments, args } of outer) {
    const [assigned] = assignments.keys();
    if (name === ':' && assigned !== undefined) return assigned;
    const exported = name === 'export' || name === 'readonly' || name === 'local' ? args.map(arg => /^(\w+)=/.exec(arg.value)?.[1]).find(found => found !== undefined) : undefined;
    if (exported !== undefined) return exported;
  }
  return undefined;
}

/** The file that the command, or one that it is piped into, writes to. */
function fileBehind(command: ShellCommand, commands: readonly ShellCommand[], text: string): string | undefined {
  let at: ShellCommand | undefined = command;
  while (at) {
    const file = fileOf(at, text);
    if (file !== undefined) return file;
    const end: number = at.range.to;
    at = commands.find(next => next.range.from >= end && /^\s*(?:[\\`]\s*)?\|\s*(?:[\\`]\s*)?$/.test(text.slice(end, next.range.from)));
  }
  return undefined;
}

/** What nobody reads from the image, or never gets there. */
const noFile = /^(?:\/dev\/|\/proc\/|\/tmp\/|\/var\/tmp\/|\/var\/log\/|&)|\.log$/;

function fileOf({ name, args, redirects }: ShellCommand, text: string): string | undefined {
  const redirect = redirects.find(({ operator, target }) => /^>>?\|?$/.test(operator) && target !== undefined && !noFile.test(target.value) && !isOtherOutput(target.range, text));
  if (redirect?.target) return redirect.target.value;
  if (name === 'sed' && args.some(arg => /^(?:-\w*i|--in-place)/.test(arg.value))) return args.at(-1)?.value;
  const operand = name === 'tee' ? args.find(arg => !arg.value.startsWith('-')) : args.find(arg => name === 'dd' && arg.value.startsWith('of='));
  const file = operand?.value.replace(/^of=/, '');
  return file === undefined || noFile.test(file) ? undefined : file;
}

/** `2> errors`: what goes there is not the value. */
function isOtherOutput(target: OffsetRange, text: string): boolean {
  return /(?:^|\s)[2-9]>>?\|?\s*$/.test(text.slice(Math.max(0, target.from - 20), target.from));
}

function contains(outer: OffsetRange, inner: OffsetRange): boolean {
  return outer.from <= inner.from && inner.to <= outer.to && (outer.from < inner.from || inner.to < outer.to);
}
