// What `npm start` prints: sections, quiet lines, tables, and one line that changes in place where a person looks on.
import { texts } from './texts.mjs';

const isScreen = Boolean(process.stdout.isTTY) && process.env.TERM !== 'dumb';
const hasColour = !process.env.NO_COLOR && (isScreen || Boolean(process.env.FORCE_COLOR && process.env.FORCE_COLOR !== '0'));
const paint = code => text => (hasColour && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text);
const [bold, dim, red, green, yellow] = [1, 2, 31, 32, 33].map(paint);

let isLineOpen = false;

/** Takes the changing line away. */
export function clearLine() {
  if (isLineOpen) process.stdout.write('\r\u001b[2K');
  isLineOpen = false;
}

export function line(text = '') {
  clearLine();
  process.stdout.write(`${text}\n`);
}

export const section = title => line(`\n${bold(title)}`);
export const quiet = text => line(dim(text));

/** Says what went wrong; returns false. */
export function problem(text) {
  line(red(text));
  return false;
}

/** Shows a line that the next output replaces; nothing where the output is kept. */
export function changing(text) {
  if (!isScreen) return;
  clearLine();
  process.stdout.write(dim(text.slice(0, (process.stdout.columns || 80) - 1)));
  isLineOpen = true;
}

/** The step tables of two builds of one Dockerfile, side by side. */
export function outcomeTable(title, first, second) {
  const rows = first.steps.map(step => ({ step, later: second?.steps.find(other => other.line === step.line) })).sort((a, b) => a.step.line - b.step.line);
  const width = Math.min(56, Math.max(texts.columns.instruction.length, ...rows.map(({ step }) => step.instruction.length)));
  line(bold(title));
  line(dim(`${texts.columns.line}  ${texts.columns.instruction.padEnd(width)}  ${texts.first.padEnd(14)}${second ? `  ${texts.second}` : ''}`));
  for (const { step, later } of rows) {
    const name = step.instruction.replace(/\s+/g, ' ');
    const shown = name.length > width ? `${name.slice(0, width - 1)}…` : name.padEnd(width);
    line(`${dim(String(step.line).padStart(4))}  ${shown}  ${outcome(step, 14)}${second ? `  ${outcome(later)}` : ''}`.trimEnd());
  }
  const ends = [first, ...(second ? [second] : [])].map(build => texts.built({ seconds: texts.seconds(build.seconds), ...cachedShare(build) }));
  line(dim(`${''.padEnd(4)}  ${texts.first}: ${ends[0]}`));
  if (ends[1] !== undefined) line(dim(`${''.padEnd(4)}  ${texts.second}: ${ends[1]}`));
}

export function cachedShare({ steps }) {
  const counted = steps.filter(step => step.outcome !== 'skipped');
  return { cached: counted.filter(step => step.outcome === 'cached' || step.outcome === 'imported').length, total: counted.length };
}

function outcome(step, width = 0) {
  if (!step) return ''.padEnd(width);
  const word = texts.outcomes[step.outcome] ?? step.outcome;
  const text = (step.seconds === null || step.seconds < 0.05 ? word : `${word} ${texts.seconds(step.seconds)}`).padEnd(width);
  return ({ cached: green, imported: green, ran: yellow, failed: red }[step.outcome] ?? dim)(text);
}

/** Naive against fixed: two rows and the ratio. */
export function comparison(naive, fixed) {
  const rows = [[texts.naive, naive], [texts.fixed, fixed]];
  for (const [name, build] of rows) line(`  ${name.padEnd(14)}${texts.built({ seconds: texts.seconds(build.seconds).padStart(10), ...cachedShare(build) })}`);
  line(`  ${bold(texts.ratio(naive.seconds / fixed.seconds))}`);
}
