// Finds copies and mounts that bring along the very Dockerfile of the build: each edit of it, a comment included, then counts as an
// edit of the sources. The engine reads Dockerfile and ignore file apart from the context, so both can be ignored
// (BuildKit frontend/dockerui/config.go ReadEntrypoint).
import { defineMessages, roundDuration, type Message } from '../../messages/index.js';
import { churnOfOnly } from '../context/churn.js';
import { contextFacts, isIgnored, type ContextFacts } from '../context/contextFacts.js';
import type { ContextView } from '../context/contextView.js';
import { copiedEntries } from '../context/copyMatch.js';
import { hasWildcards } from '../context/goMatch.js';
import { patternForPath } from '../context/ignoreAdditions.js';
import { ignoreInCopies } from '../fixes/ignoreFileEdit.js';
import { contextPath } from '../plan/paths.js';
import type { Step } from '../plan/plan.js';
import type { OffsetRange } from '../text/offsets.js';
import { mayAskTree } from './askingGit.js';
import { copyRange, copyText } from './broadCopy.js';
import { goneFromImage, placesInImage } from './imageContents.js';
import { isWanted } from './neededEntries.js';
import { savedFrom } from './savedTime.js';
import { defineRule, type Fix, type Report, type RuleContext } from './rule.js';

const messages = defineMessages('rules.dockerfile-in-image', {
  copied: "'{what}' also brings {file} itself: each edit of it, a comment included, runs this step and all below again",
  copiedCost: "'{what}' also brings {file} itself: each edit of it, a comment included, runs this step and all below again ({cost} last time)",
  mounted: 'The mounted folder also holds {file} itself: each edit of it, a comment included, runs this step and all below again',
  mountedCost: 'The mounted folder also holds {file} itself: each edit of it, a comment included, runs this step and all below again ({cost} last time)',
  often: 'Nothing else changed in {changed} of the last {of} commits.',
  title: 'Ignore {file}',
  changes: 'The image no longer holds {files}',
  blockedGit: 'No automatic fix: the build may ask git about its files, and an ignored {file} would look deleted to it',
});

export const dockerfileInImage = defineRule({
  id: 'dockerfile-in-image',
  since: '0.1.0',
  category: 'context',
  severity: 'information',
  fix: 'safe',
  check,
});

function check(context: RuleContext): void {
  const view = context.context;
  const path = view?.dockerfilePath;
  if (!view || path === undefined) return;
  const facts = contextFacts(view);
  if (!facts.kept || !view.entry(path) || isIgnored(facts, path)) return;
  const steps = context.plan.stages.filter(stage => stage.reachable).flatMap(stage => stage.steps);
  const uses = steps.flatMap(step => usesIn(step, path, facts, context));
  const [first] = uses;
  if (first && !isWanted(path, steps, view)) context.report(reportFor(first, uses, { path, view, context }));
}

/** Whether the step runs again when the Dockerfile itself is edited, because it brings or sees it. */
export function bringsDockerfile(step: Step, context: RuleContext): boolean {
  const view = context.context;
  const path = view?.dockerfilePath;
  if (!view || path === undefined || !view.entry(path)) return false;
  const facts = contextFacts(view);
  return facts.kept !== undefined && !isIgnored(facts, path) && usesIn(step, path, facts, context).length > 0;
}

/** A place where the Dockerfile comes along. */
interface Use {
  readonly step: Step;
  readonly range: OffsetRange;
  /** `undefined` for a mount. */
  readonly text: string | undefined;
}

function usesIn(step: Step, path: string, facts: ContextFacts, { syntax }: RuleContext): readonly Use[] {
  const copied = step.copy?.sources.find(source => source.kind === 'context' && source.path !== undefined && mayHold(source.path, path) && brings(facts, source.path, step, path));
  if (copied) return [{ step, range: copyRange({ step, source: copied }), text: copyText({ step, source: copied }, syntax) }];
  const mount = step.mounts.find(({ type, from, source = '' }) => type === 'bind' && from === undefined && mayHold(contextPath(source), path));
  return mount ? [{ step, range: mount.range, text: undefined }] : [];
}

/** Whether the source is a folder above the path, or a pattern. */
function mayHold(source: string, path: string): boolean {
  return source === '' || path.startsWith(`${source}/`) || hasWildcards(source);
}

function brings(facts: ContextFacts, source: string, step: Step, path: string): boolean {
  const excludes = step.copy?.excludes ?? [];
  const copied = copiedEntries(facts, source, excludes);
  return copied.state === 'known' && facts.remember(['brings', path, source, ...excludes].join('\n'), () => copied.entries.some(entry => entry.path === path));
}

interface Place {
  readonly path: string;
  readonly view: ContextView;
  readonly context: RuleContext;
}

function reportFor({ step, range, text }: Use, uses: readonly Use[], place: Place): Report {
  const { path, view, context } = place;
  const saved = savedFrom(step, context);
  const file = path.slice(path.lastIndexOf('/') + 1);
  const alone = churnOfOnly(view, [path]);
  const below = step.stage.steps.slice(step.index + 1);
  return {
    range,
    message: messageFor(text, file, saved.savesMilliseconds ?? 0),
    // A copy alone is quick.
    severity: text === undefined || below.some(({ kind }) => kind === 'run') ? 'information' : 'hint',
    ...saved,
    ...(alone && alone.changed > 0 ? { detail: messages.often({ changed: alone.changed, of: alone.of }) } : {}),
    ...(mayAskTree(context, view) ? { blocked: messages.blockedGit({ file }) } : { fix: () => makeFix(file, uses, place) }),
  };
}

function messageFor(what: string | undefined, file: string, milliseconds: number): Message {
  if (milliseconds === 0) return what === undefined ? messages.mounted({ file }) : messages.copied({ what, file });
  const cost = roundDuration(milliseconds);
  return what === undefined ? messages.mountedCost({ file, cost }) : messages.copiedCost({ what, file, cost });
}

function makeFix(file: string, uses: readonly Use[], { path, view, context }: Place): Fix | undefined {
  // Its ignore file changes as seldom and is as little needed, and this fix is an edit of it.
  const files = [path, ...['.dockerignore', `${path}.dockerignore`].filter(own => view.entry(own) && !isIgnored(contextFacts(view), own) && !isWanted(own, uses.map(({ step }) => step), view))];
  const edits = ignoreInCopies(view, files.flatMap(own => patternForPath(own) ?? []));
  if (!edits) return undefined;
  return { title: messages.title({ file }), files: [edits], ...goneFromImage(placesInImage(files, context.plan), messages.changes({ files })) };
}
