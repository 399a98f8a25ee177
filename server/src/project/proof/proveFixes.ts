// Proves fixes of an open Dockerfile as it is built: chooses them, applies them in thought only, and knows what of the image
// they may change.
import type { AppliedFix, FixAllOptions } from '../../core/fixAll.js';
import type { Location } from '../../core/plan/plan.js';
import type { Cancellation } from '../../core/progress/engine.js';
import type { Facts, Fix } from '../../core/rules/rule.js';
import { applyEdits } from '../../core/text/edits.js';
import type { DockerfileProject } from '../dockerfileProject.js';
import { applyAllIn } from '../fixAll.js';
import { factsWith } from '../laidOver.js';
import type { Project } from '../project.js';
import { prove, type ProofListener, type ProofOrder, type ProofOutcome, type ProofWorld } from './proof.js';

/** What is to be proven: texts as the fixes leave them. */
export interface Change {
  readonly texts: ReadonlyMap<Location, string>;
  readonly applied: readonly AppliedFix[];
}

/** What the fixes leave together, at their fixpoint. `undefined`: there are none. */
export async function changeOfAll(dockerfile: DockerfileProject, project: Project, options: FixAllOptions): Promise<Change | undefined> {
  const { texts, applied } = await applyAllIn(dockerfile, project, options);
  return texts.size === 0 ? undefined : { texts, applied };
}

/** One fix, made for the text as it is. */
export function changeOfFix(rule: string, fix: Fix): Change {
  const { title, expectedDifferences } = fix;
  return { texts: new Map(fix.files.map(file => [file.location, applyEdits(file.text, file.edits)])), applied: [{ rule, title, ...(expectedDifferences ? { expectedDifferences } : {}) }] };
}

export type BuildWords = Pick<ProofOrder['build'], 'builder' | 'platform' | 'extraArguments'>;

/** Builds as the Dockerfile's project is set up to be built. */
export function proveChange(world: ProofWorld, dockerfile: DockerfileProject, { change, words, ...edit }: { readonly change: Change; readonly words: BuildWords } & Pick<ProofOrder, 'editedFile' | 'editedArgument'>, { listener, cancellation }: { readonly listener: ProofListener; readonly cancellation: Cancellation }): Promise<ProofOutcome> {
  const { setup, facts: before } = dockerfile;
  const after = factsWith(dockerfile, change.texts);
  const declared = change.applied.flatMap(({ expectedDifferences }) => expectedDifferences ?? []);
  const build = { dockerfile: dockerfile.location, context: setup.context ?? dockerfile.folder, target: setup.target, args: setup.args, ...words };
  return prove(world, { build, before, after, expectedPaths: [...declared, ...newCaches(before, after)], ...edit }, listener, cancellation);
}

/** Folders that become cache mounts: what was in them is no longer in the image. */
function newCaches(before: Facts, after: Facts): readonly string[] {
  const known = new Set(cachesOf(before));
  return cachesOf(after).filter(target => !known.has(target));
}

function cachesOf({ plan }: Facts): readonly string[] {
  return plan.stages.flatMap(({ steps }) => steps.flatMap(({ mounts }) => mounts.flatMap(({ type, target }) => (type === 'cache' && target !== undefined ? [target] : []))));
}
