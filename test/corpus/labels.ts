// Findings that people judged by reading, and what follows from them: how often a rule is right when it speaks.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Severity } from '../../server/src/core/rules/rule.js';

export type Verdict = 'right' | 'wrong' | 'unclear';

/** Which finding is meant. */
export interface FindingKey {
  readonly repository: string;
  readonly commit: string;
  readonly path: string;
  readonly rule: string;
  /** From 1. */
  readonly line: number;
}

export interface Label extends FindingKey {
  readonly severity: Severity;
  readonly verdict: Verdict;
  /** In the reader's own words; nothing of the file. */
  readonly note?: string;
}

export const verdicts: readonly Verdict[] = ['right', 'wrong', 'unclear'];
const severities: readonly Severity[] = ['warning', 'information', 'hint'];

/** Below this the warnings of a rule are not worth a person's attention. */
export const leastPrecision = 0.95;

export function keyOf({ repository, commit, path, rule, line }: FindingKey): string {
  return JSON.stringify([repository, commit, path, rule, line]);
}

export function readLabels(file: string): readonly Label[] {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as readonly unknown[]).map(checkLabel) : [];
}

/** One label a line, in a fixed order, so that a change is read line by line. */
export function writeLabels(file: string, labels: readonly Label[]): void {
  const byKey = new Map(labels.map(label => [keyOf(label), label]));
  const lines = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { repository, commit, path, rule, line, severity, verdict, note }]) => JSON.stringify({ repository, commit, path, rule, line, severity, verdict, ...(note ? { note } : {}) }));
  writeFileSync(file, `[\n${lines.join(',\n')}\n]\n`);
}

/** Throws on anything that is no label. */
export function checkLabel(value: unknown): Label {
  const label = value as Label;
  const isSound = typeof value === 'object' && value !== null && [label.repository, label.commit, label.path, label.rule].every(text => typeof text === 'string' && text !== '')
    && /^[0-9a-f]{40}$/.test(label.commit) && Number.isInteger(label.line) && label.line > 0 && severities.includes(label.severity) && verdicts.includes(label.verdict)
    && (label.note === undefined || (typeof label.note === 'string' && !label.note.includes('\n') && label.note.length <= 300));
  if (!isSound) throw new Error(`This is no label: ${JSON.stringify(value)}`);
  return label;
}

export interface Precision {
  readonly rule: string;
  readonly severity: Severity;
  readonly right: number;
  readonly wrong: number;
  readonly unclear: number;
}

/** Counts by rule and severity. */
export function countVerdicts(labels: readonly Label[]): readonly Precision[] {
  const counts = new Map<string, { rule: string; severity: Severity; right: number; wrong: number; unclear: number }>();
  for (const { rule, severity, verdict } of labels) {
    const key = `${rule} ${severity}`;
    const entry = counts.get(key) ?? { rule, severity, right: 0, wrong: 0, unclear: 0 };
    entry[verdict]++;
    counts.set(key, entry);
  }
  return [...counts.values()].sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || (a.rule < b.rule ? -1 : 1));
}

/** Right among those that are right or wrong; `undefined` when none is. */
export function precisionOf(counts: readonly Pick<Precision, 'right' | 'wrong'>[]): number | undefined {
  const right = counts.reduce((sum, entry) => sum + entry.right, 0);
  const judged = right + counts.reduce((sum, entry) => sum + entry.wrong, 0);
  return judged === 0 ? undefined : right / judged;
}
