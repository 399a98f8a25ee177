// The page that a run over repositories writes: figures, names and commits; no text of any file.
import { table } from '../perf/figures.js';
import type { CorpusProblem, Statistics } from './statistics.js';

/** The whole page. */
export function corpusPage(figures: Statistics): string {
  return `# Over real repositories

Written by \`npm run corpus\`: every Dockerfile of ${figures.repositories.length} public repositories went through \`check\` and \`fix\`, and every fix was applied and looked at.

${table(['', ''], summary(figures))}

## By rule

${table(['rule', 'findings', 'warning / information / hint', 'files', 'with a fix', 'further fixes', 'refused'], figures.rules.map(rule => [
  rule.rule, count(sum(Object.values(rule.bySeverity))), ['warning', 'information', 'hint'].map(severity => count(rule.bySeverity[severity] ?? 0)).join(' / '), count(rule.files), count(rule.fixable), count(rule.alternatives), count(rule.blocked)]))}

## What fixes do to instructions

Which instructions went and which came, by keyword; one that only moved is in neither.

${table(['rule', 'change', 'fixes'], figures.rules.flatMap(rule => Object.entries(rule.shapes).sort((a, b) => b[1] - a[1]).map(([shape, times]) => [rule.rule, shape, count(times)])))}

## Why a fix was refused

${table(['rule', 'reason', 'findings'], figures.refusals.map(({ rule, key, count: times }) => [rule, key, count(times)]))}

## What must not be

${problems(figures.problems)}

## Slowest files

${table(['file', 'lines', 'ms'], figures.slowest.map(({ repository, path, lines, milliseconds }) => [`${repository} ${path}`, count(lines), milliseconds.toFixed(1)]))}

## Repositories

${table(['repository', 'commit', 'Dockerfiles'], figures.repositories.map(({ name, commit, files }) => [name, commit.slice(0, 12), count(files)]))}
`;
}

function summary(figures: Statistics): readonly (readonly string[])[] {
  const { milliseconds, findingsPerFile } = figures;
  const fixes = sum(figures.rules.map(rule => sum(Object.values(rule.shapes))));
  return [
    ['Dockerfiles', count(figures.files)],
    ['no text (left out)', count(figures.unreadable)],
    ['`check` of one file, ms: p50 / p99 / max', `${milliseconds.p50.toFixed(2)} / ${milliseconds.p99.toFixed(1)} / ${milliseconds.max.toFixed(0)}`],
    ['findings a file: p50 / p99 / max', `${findingsPerFile.p50} / ${findingsPerFile.p99} / ${findingsPerFile.max}`],
    ['files with a finding', share(figures.filesWithFinding, figures.files)],
    ['files with a warning', share(figures.filesWithWarning, figures.files)],
    ['files that `fix` changes', share(figures.filesWithSafeFix, figures.files)],
    ['fixes offered, each applied and looked at', count(fixes)],
    ['texts given to BuildKit\'s own checks', figures.buildChecks === undefined ? 'none in this run' : count(figures.buildChecks)],
    ['exceptions', count(figures.problems.filter(({ problem }) => problem.startsWith('crash')).length)],
    ['other things that must not be', count(figures.problems.filter(({ problem }) => !problem.startsWith('crash')).length)],
  ];
}

function problems(list: readonly CorpusProblem[]): string {
  if (list.length === 0) return 'Nothing: no exception; edits never overlapped and kept line ends; what no edit touches stayed where it was, stage by stage; no fix left its own finding, was offered again, broke the syntax or made another rule warn; a second round of fixing had nothing to do.';
  const shown = list.slice(0, 100);
  return `${table(['file', 'what'], shown.map(({ repository, path, problem }) => [`${repository} ${path}`, problem.replaceAll('|', '\\|').slice(0, 160)]))}${list.length > shown.length ? `\n\nAnd ${list.length - shown.length} more.` : ''}`;
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const count = (value: number) => value.toLocaleString('en');
const share = (part: number, whole: number) => `${count(part)} (${whole === 0 ? 0 : Math.round((part / whole) * 100)} %)`;
