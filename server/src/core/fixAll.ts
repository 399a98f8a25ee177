// Applies every safe fix until nothing more is to be done. Pure: what the new texts mean is asked of the caller.
import type { Message } from '../messages/index.js';
import type { Location } from './plan/plan.js';
import { curesOf, type FileEdits, type Finding, type Fix } from './rules/rule.js';
import { applyEdits, findConflict } from './text/edits.js';
import type { OffsetRange } from './text/offsets.js';

export interface FixAllOptions {
  /** Only fixes of these rules. */
  readonly only?: ReadonlySet<string>;
  /** A person's choice: of each finding the first cure that it takes is applied, whether safe or not. */
  readonly choose?: (fix: Fix) => boolean;
}

export interface AppliedFix {
  readonly rule: string;
  readonly title: Message;
  readonly expectedDifferences?: readonly string[];
}

export interface FixAllResult {
  /** The final text of every file that was touched. */
  readonly texts: ReadonlyMap<Location, string>;
  /** Those of them that did not exist before. */
  readonly created: ReadonlySet<Location>;
  /** The fixes in the order they were applied. */
  readonly applied: readonly AppliedFix[];
}

const maxRounds = 10;

/** The fix that may be applied unseen; `undefined` where a person has to choose. */
export function safeFixOf(finding: Finding): Fix | undefined {
  const fix = finding.rule.fix === 'safe' ? finding.fix?.() : undefined;
  return fix?.changes ? undefined : fix;
}

/**
 * Applies the safe fixes of all findings that keep the image as it is, analyses the result again and goes on until no fix is left, at most ten times.
 * `analyseAgain` gets the texts that differ from the start (none in the first call) and returns the findings for them.
 * Of two fixes whose regions meet only the first is applied in a round: each was proven for the text as it stood.
 */
export function fixAll(analyseAgain: (texts: ReadonlyMap<Location, string>) => readonly Finding[], options: FixAllOptions = {}): FixAllResult {
  const texts = new Map<Location, string>();
  const created = new Set<Location>();
  const seen = new Set<string>();
  const applied: AppliedFix[] = [];
  for (let round = 0; round < maxRounds; round++) {
    const fixes = pickFixes(analyseAgain(new Map(texts)).filter(finding => options.only?.has(finding.rule.id) ?? true), options.choose);
    if (fixes.length === 0) break;
    applyAll(fixes.map(({ fix }) => fix), texts, created);
    applied.push(...fixes.map(({ finding, fix }) => ({ rule: finding.rule.id, title: fix.title, ...(fix.expectedDifferences ? { expectedDifferences: fix.expectedDifferences } : {}) })));
    // Two rules that undo each other would go on for ever; the state that comes back is as good as any.
    const state = JSON.stringify([...texts]);
    if (seen.has(state)) break;
    seen.add(state);
  }
  return { texts, created, applied };
}

function pickFixes(findings: readonly Finding[], choose: FixAllOptions['choose']): readonly { readonly finding: Finding; readonly fix: Fix }[] {
  const taken = new Map<Location, { readonly text: string; readonly spans: OffsetRange[] }>();
  const picked: { readonly finding: Finding; readonly fix: Fix }[] = [];
  for (const finding of findings) {
    const fix = choose ? curesOf(finding).flatMap(make => make() ?? []).find(choose) : safeFixOf(finding);
    if (!fix?.files.every(file => isApplicable(file, taken.get(file.location)))) continue;
    picked.push({ finding, fix });
    for (const file of fix.files) {
      const entry = taken.get(file.location) ?? { text: file.text, spans: [] };
      entry.spans.push(spanOf(file));
      taken.set(file.location, entry);
    }
  }
  return picked;
}

function isApplicable(file: FileEdits, taken: { readonly text: string; readonly spans: readonly OffsetRange[] } | undefined): boolean {
  if (file.edits.length === 0 || findConflict(file.edits)) return false;
  if (!taken) return true;
  const span = spanOf(file);
  return taken.text === file.text && taken.spans.every(other => span.to < other.from || other.to < span.from);
}

/** From the first to the last character that a fix touches: what lies between was part of its proof. */
function spanOf(file: FileEdits): OffsetRange {
  return { from: Math.min(...file.edits.map(edit => edit.range.from)), to: Math.max(...file.edits.map(edit => edit.range.to)) };
}

function applyAll(fixes: readonly Fix[], texts: Map<Location, string>, created: Set<Location>): void {
  const byFile = new Map<Location, FileEdits[]>();
  for (const file of fixes.flatMap(fix => fix.files)) byFile.set(file.location, [...(byFile.get(file.location) ?? []), file]);
  for (const [location, files] of byFile) {
    const text = files[0]?.text ?? '';
    texts.set(location, applyEdits(text, files.flatMap(file => file.edits)));
    if (files.some(file => file.creates)) created.add(location);
  }
}
