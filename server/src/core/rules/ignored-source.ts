// Finds COPY sources that the ignore file leaves out: the file is there, and the engine will say that it is not.
import { defineMessages } from '../../messages/index.js';
import { contextFacts, decidingPattern, withIgnoreText } from '../context/contextFacts.js';
import type { ContextView, IgnoreFileText } from '../context/contextView.js';
import { copiedEntries } from '../context/copyMatch.js';
import { patternForPath } from '../context/ignoreAdditions.js';
import { applyEdits } from '../text/edits.js';
import { lineEndOf } from '../text/offsets.js';
import { missingSources, type MissingSource } from './missingSources.js';
import { defineRule, type FileEdits, type Fix, type RuleContext } from './rule.js';

const messages = defineMessages('rules.ignored-source', {
  found: "'{path}' is left out by '{pattern}' in {file}, so the build fails here: the engine does not get it",
  title: "Let {file} keep '{path}'",
});

export const ignoredSource = defineRule({
  id: 'ignored-source',
  since: '0.1.0',
  category: 'context',
  severity: 'warning',
  fix: 'unsafe',
  sameAs: { buildkit: ['CopyIgnoredFile'] },
  check,
});

function check(context: RuleContext): void {
  const view = context.context;
  const file = view?.ignoreFile;
  if (!view || !file) return;
  for (const missing of missingSources(context, view)) {
    const pattern = missing.ignored ? decidingPattern(contextFacts(view), missing.path)?.pattern : undefined;
    if (pattern === undefined) continue;
    const { path } = missing;
    context.report({ range: missing.source.range, message: messages.found({ path, pattern, file: file.name }), fix: () => makeFix(missing, view, file) });
  }
}

/** Adds an exception, where it brings the source back and nothing else than what lies in it. */
function makeFix({ path }: MissingSource, view: ContextView, file: IgnoreFileText): Fix | undefined {
  const pattern = patternForPath(path);
  if (pattern === undefined) return undefined;
  const { text } = file;
  const lineEnd = lineEndOf(text);
  const edits = [{ range: { from: text.length, to: text.length }, newText: `${text === '' || text.endsWith('\n') ? '' : lineEnd}!${pattern}${lineEnd}` }];
  const after = copiedEntries(contextFacts(withIgnoreText(view, applyEdits(text, edits))), path);
  if (after.state !== 'known' || after.missing) return undefined;
  const edited: FileEdits = { location: file.location, text, creates: false, edits };
  return { title: messages.title({ file: file.name, path }), files: [edited] };
}
