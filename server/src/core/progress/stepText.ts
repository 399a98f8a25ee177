// Whether a step's printed name can be this instruction: compares what is written with what BuildKit printed after it
// replaced variables and took quotes away. Says only "can be"; number and stage are compared elsewhere.
import type { Step } from '../plan/plan.js';
import type { StepName } from './stepName.js';

/** The literal stretches of a text, in order; between any two of them stands something whose value is not known. */
type Pattern = readonly string[];

/**
 * Whether BuildKit may have printed `name` for `step` (dockerfile2llb/convert.go processCmdEnv, uppercaseCmd): the whole
 * text where all of its variables are known, all that stands around them where not. Blanks, quotes and escapes don't
 * count, since BuildKit keeps them for RUN and drops them for COPY, ADD and WORKDIR. Of FROM only the keyword counts.
 */
export function canPrintAs(step: Step, name: StepName): boolean {
  const { instruction } = step;
  if (instruction.keyword !== name.keyword) return false;
  if (step.kind === 'from') return true;
  const printed = plain(name.text);
  const open = instruction.heredocs.length > 0;
  // When a variable can't be replaced BuildKit prints the line as it is.
  if (printed === plain(instruction.logicalText)) return true;
  const valueOf = (variable: string) => step.state.variables.get(variable)?.value;
  if (fits(printed, patternOf(instruction.logicalText, valueOf), open)) return true;
  // Values of variables that sound secret are printed as asterisks.
  return printed.includes('****') && fits(printed, patternOf(instruction.logicalText, () => undefined), open);
}

/** Lower case without quotes and escapes, each run of blanks as one. */
function plain(text: string): string {
  return text.replace(/["'\\`]/g, '').replace(/\s+/g, ' ').trim().toLowerCase();
}

const reference = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\}|\{)/y;

function patternOf(text: string, valueOf: (variable: string) => string | undefined): Pattern {
  const pattern = [''];
  const add = (literal: string) => { pattern.push((pattern.pop() ?? '') + literal); };
  let quote = '';
  for (let at = 0; at < text.length; ) {
    const character = text.charAt(at);
    reference.lastIndex = at;
    const match = character === '$' && quote !== "'" ? reference.exec(text) : null;
    if (match) {
      const name = match[1] ?? match[2];
      const value = name === undefined ? undefined : valueOf(name);
      if (value === undefined) pattern.push('');
      else add(value);
      at = name === undefined ? endOfBraces(text, at + 1) : reference.lastIndex;
    } else if (character === '\\' && quote !== "'") {
      add(text.charAt(at + 1));
      at += 2;
    } else {
      if (character === quote) quote = '';
      else if (quote === '' && (character === '"' || character === "'")) quote = character;
      add(character);
      at++;
    }
  }
  return pattern;
}

/** Behind the `}` that closes the `{` at the offset. */
function endOfBraces(text: string, at: number): number {
  let depth = 0;
  for (; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return at + 1;
  }
  return text.length;
}

/** `open`: more may follow, as the first line of a heredoc does. */
function fits(printed: string, pattern: Pattern, open: boolean): boolean {
  // Blanks beside an unknown value may be part of it, so they are left to it.
  const parts = pattern.map(part => plain(part));
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return open ? printed.startsWith(first) : printed === first;
  if (!printed.startsWith(first)) return false;
  let at = first.length;
  const last = open ? undefined : rest.pop();
  for (const part of rest) {
    const found = printed.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return last === undefined || (printed.endsWith(last) && printed.length - last.length >= at);
}
