// Finds files with keys and passwords that a COPY is about to bring into the image. Reads them to be sure, and tells no more of them
// than their names. Which files these are is in the table beside it.
import { defineMessages } from '../../messages/index.js';
import { contextFacts, type ContextFacts } from '../context/contextFacts.js';
import type { ContextView } from '../context/contextView.js';
import { copiedEntries } from '../context/copyMatch.js';
import { patternForPath } from '../context/ignoreAdditions.js';
import { ignoreInCopies } from '../fixes/ignoreFileEdit.js';
import type { BuildPlan, CopySource, Step } from '../plan/plan.js';
import { copyRange, copyText } from './broadCopy.js';
import { goneFromImage, mayReachImage, placesInImage } from './imageContents.js';
import { isWanted, mentions } from './neededEntries.js';
import { invented, mayBeSecretFile, secretFiles, type SecretFile } from './secret-in-context.data.js';
import { defineRule, type Fix, type Report, type RuleContext, type Severity } from './rule.js';

const messages = defineMessages('rules.secret-in-context', {
  brings: "'{what}' brings {files} into the image, where whoever has the image can read {kind}, even when a later step removes it",
  names: "'{what}' brings {kind} into the image, where whoever has the image can read it, even when a later step removes it. A step that needs it can mount it: '--mount=type=secret'",
  privateKey: 'a private key',
  credentials: 'credentials',
  token: 'an access token',
  environment: 'secret values',
  title: 'Ignore {files}',
  changes: 'The image no longer holds {files}; see that nothing in it reads them when it runs',
  blockedNamed: 'No automatic fix: the build may need {files}, which an instruction names',
  blockedShared: 'No automatic fix: another Dockerfile of this folder names {files}, and both have the same ignore file',
});

export const secretInContext = defineRule({
  id: 'secret-in-context',
  since: '0.1.0',
  category: 'context',
  severity: 'warning',
  fix: 'unsafe',
  check,
});

function check(context: RuleContext): void {
  const view = context.context;
  if (!view || view.entries === undefined) return;
  const facts = contextFacts(view);
  const candidates = candidatesIn(facts);
  if (candidates.length === 0) return;
  const steps = context.plan.stages.filter(stage => stage.reachable).flatMap(stage => stage.steps);
  const told = new Set<string>();
  for (const step of steps) {
    for (const source of step.copy?.sources ?? []) {
      const found = source.kind === 'context' ? secretsOf(step, source, { candidates, facts, context }) : [];
      const fresh = found.filter(({ path }) => !told.has(path));
      for (const { path } of fresh) told.add(path);
      const [first] = fresh;
      if (first) for (const report of reportsFor({ step, source, first, fresh, paths: fresh.map(({ path }) => path), steps, view }, context)) context.report(report);
    }
  }
}

interface Candidate {
  readonly path: string;
  readonly file: SecretFile;
}

/** Bigger files are something else, and more of them are a collection. */
const mostBytes = 50_000;
const mostCandidates = 30;

function candidatesIn(facts: ContextFacts): readonly Candidate[] {
  return facts.remember('secretFiles', () => (facts.kept ?? []).flatMap(entry => {
    const { path } = entry;
    const file = entry.kind === 'file' && mayBeSecretFile.test(path) ? secretFiles.find(({ name }) => name.test(path)) : undefined;
    return file && entry.size > 0 && entry.size <= mostBytes && !invented.test(path) ? [{ path, file }] : [];
  }).slice(0, mostCandidates));
}

function secretsOf(step: Step, source: CopySource, { candidates, facts, context }: { readonly candidates: readonly Candidate[]; readonly facts: ContextFacts; readonly context: RuleContext }): readonly Candidate[] {
  if (source.path === undefined) return [];
  const excludes = step.copy?.excludes ?? [];
  const copied = copiedEntries(facts, source.path, excludes);
  if (copied.state !== 'known') return [];
  const brought = facts.remember(['secrets', source.path, ...excludes].join('\n'), () => {
    const paths = new Set(copied.entries.map(entry => entry.path));
    return candidates.filter(({ path }) => paths.has(path));
  });
  return brought.filter(({ path, file }) => mayReachImage(step, source, path, context.plan) && holdsSecret(path, file, facts.view));
}

function holdsSecret(path: string, { holds }: SecretFile, view: ContextView): boolean {
  if (!holds) return true;
  const file = view.read(path);
  return file.state === 'text' && holds(file.text);
}

interface Case {
  readonly step: Step;
  readonly source: CopySource;
  readonly first: Candidate;
  readonly fresh: readonly Candidate[];
  readonly paths: readonly string[];
  readonly steps: readonly Step[];
  readonly view: ContextView;
}

/** One for each answer to whether they can be left out. */
function reportsFor({ step, source, first, fresh, paths, steps, view }: Case, context: RuleContext): readonly Report[] {
  const what = copyText({ step, source }, context.syntax);
  const kind = messages[first.file.kind]();
  const range = copyRange({ step, source });
  // A value that only looks like a secret may be made for development; keys and tokens leave no doubt.
  const severity: Severity = fresh.every(({ file }) => file.kind === 'environment') ? 'information' : 'warning';
  if (source.path === first.path) return [{ range, severity, message: messages.names({ what, kind }), blocked: messages.blockedNamed({ files: paths }) }];
  const wanted = paths.filter(path => isWanted(path, steps, view));
  const others = paths.filter(path => !wanted.includes(path));
  const shared = others.length === 0 ? [] : namedElsewhere(others, view);
  const free = others.filter(path => !shared.includes(path));
  const about = (files: readonly string[]) => ({ range, severity, message: messages.brings({ what, files, kind }) });
  return [
    ...(free.length > 0 ? [{ ...about(free), fix: () => makeFix(free, view, context.plan) }] : []),
    ...(wanted.length > 0 ? [{ ...about(wanted), blocked: messages.blockedNamed({ files: wanted }) }] : []),
    ...(shared.length > 0 ? [{ ...about(shared), blocked: messages.blockedShared({ files: shared }) }] : []),
  ];
}

/** Those that another Dockerfile names which reads the same ignore file. Asked only where there is a secret: it reads these Dockerfiles. */
function namedElsewhere(paths: readonly string[], view: ContextView): readonly string[] {
  const others = contextFacts(view).remember('otherDockerfiles', () => (view.entries ?? []).filter(({ path, kind }) => kind === 'file' && /(?:^|\/)(?:Dockerfile[^/]*|[^/]*\.dockerfile)$/i.test(path) && !path.endsWith('.dockerignore')).slice(0, mostDockerfiles));
  const texts = others.filter(({ path }) => path !== view.dockerfilePath).flatMap(({ path }) => { const file = view.read(path); return file.state === 'text' ? [file.text] : []; });
  return paths.filter(path => texts.some(text => mentions(text, path)));
}

const mostDockerfiles = 30;

function makeFix(files: readonly string[], view: ContextView, plan: BuildPlan): Fix | undefined {
  const edits = ignoreInCopies(view, files.flatMap(path => patternForPath(path) ?? []));
  return edits && { title: messages.title({ files }), files: [edits], ...goneFromImage(placesInImage(files, plan), messages.changes({ files })) };
}
