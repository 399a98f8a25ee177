// What would be, were some files of a Dockerfile's project edited: the same facts, with new texts laid over the files as they are.
import { deriveFacts } from '../core/analysis.js';
import { withIgnoreText } from '../core/context/contextFacts.js';
import type { ContextView } from '../core/context/contextView.js';
import { gainOf, type Gain } from '../core/gain.js';
import { derivePlan } from '../core/plan/derivePlan.js';
import type { Location } from '../core/plan/plan.js';
import type { Facts, Fix } from '../core/rules/rule.js';
import { parseDockerfile } from '../core/syntax/parser.js';
import { applyEdits } from '../core/text/edits.js';
import type { DockerfileProject } from './dockerfileProject.js';

export function factsWith(dockerfile: DockerfileProject, texts: ReadonlyMap<Location, string>): Facts {
  const syntax = parseDockerfile(texts.get(dockerfile.location) ?? dockerfile.syntax.text, dockerfile.syntax);
  const context = dockerfile.contextView;
  return deriveFacts({ syntax, plan: derivePlan(syntax, dockerfile.setup), context: context && overlay(context, texts), cost: dockerfile.costs, ecosystems: dockerfile.ecosystems });
}

/** What the texts save; `undefined`: nothing that can be counted. Dear in a big context, so nothing asks for it while a person types. */
export function gainWith(dockerfile: DockerfileProject, texts: ReadonlyMap<Location, string>): Gain | undefined {
  return texts.size === 0 ? undefined : gainOf(dockerfile.facts, factsWith(dockerfile, texts));
}

/** What a fix saves, as long as the texts are those that it was made for. */
export function gainOfFix(dockerfile: DockerfileProject, fix: Fix): Gain | undefined {
  return gainWith(dockerfile, new Map(fix.files.map(file => [file.location, applyEdits(file.text, file.edits)])));
}

/** A context whose ignore file reads as the edits left it. */
function overlay(context: ContextView, texts: ReadonlyMap<Location, string>): ContextView {
  const location = context.ignoreFile?.location ?? context.newIgnoreFile;
  const text = location === undefined ? undefined : texts.get(location);
  return text === undefined ? context : withIgnoreText(context, text);
}
