// How instructions are named to people. Data in, text out.
import type { Step } from '../plan/plan.js';

/** `COPY . .`: a COPY without its flags, on one line. */
export function copyText(step: Step): string {
  const text = [step.instruction.keyword, ...step.instruction.args.map(arg => arg.text)].join(' ');
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
