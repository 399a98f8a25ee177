// All safe fixes of one Dockerfile as one change. What a fix leaves behind is analysed again with its texts laid over the
// files as they are, so that no fix works on a text that is gone.
import { analyse } from '../core/analysis.js';
import { fixAll, type FixAllOptions } from '../core/fixAll.js';
import type { Location } from '../core/plan/plan.js';
import type { FileEdits, Finding, Fix } from '../core/rules/rule.js';
import { rules } from '../core/rules/index.js';
import type { TextEdit } from '../core/text/edits.js';
import { defineMessages } from '../messages/index.js';
import { mostRounds, type DockerfileProject } from './dockerfileProject.js';
import { factsWith } from './laidOver.js';
import type { Project } from './project.js';

const messages = defineMessages('fix-all', { title: 'Fix all safe cache problems' });

/** The edits that all safe fixes together make; `undefined` when there are none. */
export async function fixAllIn(dockerfile: DockerfileProject, project: Project, options: FixAllOptions = {}): Promise<Fix | undefined> {
  const result = await applyAllIn(dockerfile, project, options);
  if (result.texts.size === 0) return undefined;
  const files = [...result.texts].map(([location, text]) => toFileEdits(location, originalText(dockerfile, location), text, result.created.has(location)));
  return { title: messages.title(), files: files.filter(file => file.edits.length > 0 || file.creates) };
}

/** Runs the fixes to their fixpoint and says which rules were applied. */
export async function applyAllIn(dockerfile: DockerfileProject, project: Project, options: FixAllOptions = {}): Promise<ReturnType<typeof fixAll>> {
  await dockerfile.settle();
  const run = () => fixAll(texts => analyseWith(dockerfile, project, texts), options);
  let result = run();
  // What a fix leaves behind may ask for files that nothing asked for before.
  for (let round = 0; round < mostRounds && (await dockerfile.loadMissing()); round++) result = run();
  return result;
}

/** The findings for texts that are laid over the files as they are. */
export function analyseWith(dockerfile: DockerfileProject, project: Project, texts: ReadonlyMap<Location, string>): readonly Finding[] {
  if (texts.size === 0) return dockerfile.findings;
  const facts = factsWith(dockerfile, texts);
  return analyse({ ...facts, facts, settings: project.settings }, rules, crash => { project.host.log.error(`Rule ${crash.rule.id} failed: ${String(crash.error)}`); });
}

function originalText(dockerfile: DockerfileProject, location: Location): string {
  if (location === dockerfile.location) return dockerfile.syntax.text;
  const ignoreFile = dockerfile.contextView?.ignoreFile;
  return ignoreFile?.location === location ? ignoreFile.text : '';
}

/** One edit from old to new, as small as a common start and end allow. */
function toFileEdits(location: Location, text: string, changed: string, creates: boolean): FileEdits {
  let from = 0;
  while (from < text.length && from < changed.length && text[from] === changed[from]) from++;
  let end = 0;
  while (end < text.length - from && end < changed.length - from && text[text.length - 1 - end] === changed[changed.length - 1 - end]) end++;
  const edit: TextEdit = { range: { from, to: text.length - end }, newText: changed.slice(from, changed.length - end) };
  return { location, text, creates, edits: text === changed ? [] : [edit] };
}
