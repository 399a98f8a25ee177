// Proves a change of a Dockerfile: builds the file as it is and as it would be, compares the images, then edits a source file
// and builds both again. What two builds of the same file make different is found out and left aside.
import { compareImages, describeDifference, type Difference } from '../../core/image/compareImages.js';
import { isExpected, type Expectations } from '../../core/image/expected.js';
import type { Image } from '../../core/image/image.js';
import { learnInstability } from '../../core/image/instability.js';
import type { Cancellation, Engine, EngineProblem } from '../../core/progress/engine.js';
import type { BuildRecord, RecordedStep } from '../../core/progress/record.js';
import type { Facts } from '../../core/rules/rule.js';
import { Builds, type BuildListener, type BuildOrder } from '../builds.js';
import type { Host } from '../host.js';
import { RecordStore } from '../recordStore.js';
import { chooseEditedFile } from './editedFile.js';
import { Scene } from './scene.js';
import type { ProofTools } from './tools.js';

/** What is done right now, for progress: `again` builds the file as it is without its cache and takes as long as that takes. */
export type ProofPhase = 'copy' | 'before' | 'after' | 'again' | 'compare' | 'editBefore' | 'editAfter';

export interface ProofOrder {
  /** As the user builds it. */
  readonly build: Omit<BuildOrder, 'noCache' | 'tags'>;
  readonly before: Facts;
  readonly after: Facts;
  /** Paths of the image that the fixes say may differ. */
  readonly expectedPaths: readonly string[];
  /** A file of the context to edit; `undefined`: the proof chooses one. */
  readonly editedFile: string | undefined;
  /** A build argument that gets this value instead of an edit. */
  readonly editedArgument: readonly [string, string] | undefined;
}

export interface ProofListener {
  readonly output: (text: string) => void;
  readonly phase: (phase: ProofPhase) => void;
}

export interface ProvenDifference {
  /** Path in the image, or the name of a configuration field. */
  readonly path: string;
  readonly what: string;
}

/** What a build after the edit did. */
export interface EditedBuild {
  readonly milliseconds: number;
  readonly ran: readonly RecordedStep[];
}

export interface Proof {
  readonly kind: 'proof';
  readonly same: boolean;
  readonly differences: readonly ProvenDifference[];
  /** Those that the fix declares. */
  readonly expected: readonly ProvenDifference[];
  /** Paths that differ between two builds of the unchanged file; `undefined` when there was no need to find out. */
  readonly unsteady: number | undefined;
  /** The context's file or the build argument that was edited; `undefined`: there was none to edit. */
  readonly edited: string | undefined;
  readonly before: EditedBuild | undefined;
  readonly after: EditedBuild | undefined;
}

export type ProofOutcome =
  | Proof
  | { readonly kind: 'refused'; readonly problem: EngineProblem }
  /** The file does not build as it is, so that there is nothing to compare with. */
  | { readonly kind: 'unbuildable'; readonly error: string | undefined }
  | { readonly kind: 'noSuchFile'; readonly path: string }
  /** The context could not be copied, or the engine did not give an image that it had built. */
  | { readonly kind: 'broken'; readonly error: string }
  | { readonly kind: 'canceled' };

export interface ProofWorld {
  readonly host: Host;
  readonly engine: Engine;
  readonly tools: ProofTools;
}

/** Leaves nothing behind, however it ends: no folder, no image, no record. */
export async function prove(world: ProofWorld, order: ProofOrder, listener: ProofListener, cancellation: Cancellation): Promise<ProofOutcome> {
  const state = await world.engine.probe(order.build.builder);
  if (!state.ok) return { kind: 'refused', problem: state.problem };
  listener.phase('copy');
  const input = { tools: world.tools, files: world.host.files, dockerfile: order.build.dockerfile, context: order.build.context, before: order.before, after: order.after, cancellation };
  const scene = await Scene.create(input).catch((error: unknown): ProofOutcome => brokenBy(error));
  if (!(scene instanceof Scene)) return scene;
  // One answer holds for all builds of a proof, and the question does not count as a part of their time.
  const engine: Engine = { probe: () => Promise.resolve(state), build: (request, sink, cancelled) => world.engine.build(state.info.clientVersion === undefined ? request : { ...request, extraArguments: [...request.extraArguments, '--load'] }, sink, cancelled) };
  const run = new Run({ ...world, engine }, order, { scene, listener, cancellation });
  try {
    return await run.execute();
  } catch (error) {
    if (error instanceof Stop) return error.outcome;
    return cancellation.isCancelled ? { kind: 'canceled' } : brokenBy(error);
  } finally {
    await world.tools.removeImages(run.tags);
    await scene.folder.remove();
  }
}

function brokenBy(error: unknown): ProofOutcome {
  return { kind: 'broken', error: error instanceof Error ? error.message : String(error) };
}

/** Ends a proof from within. */
class Stop extends Error {
  readonly outcome: ProofOutcome;

  constructor(outcome: ProofOutcome) {
    super(outcome.kind);
    this.outcome = outcome;
  }
}

interface Built {
  readonly tag: string;
  readonly record: BuildRecord;
}

class Run {
  readonly tags: string[] = [];
  readonly #world: ProofWorld;
  readonly #order: ProofOrder;
  readonly #scene: Scene;
  readonly #listener: ProofListener;
  readonly #cancellation: Cancellation;
  readonly #builds: Builds;
  readonly #name: string;
  #editedFile: string | undefined;

  constructor(world: ProofWorld, order: ProofOrder, { scene, listener, cancellation }: { readonly scene: Scene; readonly listener: ProofListener; readonly cancellation: Cancellation }) {
    this.#world = world;
    this.#order = order;
    this.#scene = scene;
    this.#listener = listener;
    this.#cancellation = cancellation;
    this.#name = `layerwise-proof:${world.host.randomId()}`;
    // The records of these builds would speak of a folder that is gone.
    this.#builds = new Builds(world.host, world.engine, new RecordStore({ ...world.host, storage: forgetful }));
  }

  async execute(): Promise<ProofOutcome> {
    const edited = await this.#chooseEdit();
    const first = await this.#build('before');
    if (first.record.status === 'failed') return { kind: 'unbuildable', error: first.record.error };
    const fixed = await this.#build('after');
    if (fixed.record.status === 'failed') return this.#broken(fixed.record);
    const compared = await this.#compare(first.tag, fixed.tag);
    const [before, after] = edited === undefined ? [] : [await this.#buildEdited('editBefore'), await this.#buildEdited('editAfter')];
    return {
      kind: 'proof', same: compared.differences.length === 0, differences: shown(compared.differences), expected: shown(compared.expected), unsteady: compared.unsteady,
      edited, before, after,
    };
  }

  #broken({ error }: BuildRecord): Proof {
    return { kind: 'proof', same: false, differences: [{ path: this.#order.build.dockerfile, what: error ?? 'the build fails' }], expected: [], unsteady: undefined, edited: undefined, before: undefined, after: undefined };
  }

  async #chooseEdit(): Promise<string | undefined> {
    const { editedArgument, editedFile, before, after } = this.#order;
    if (editedArgument) return editedArgument[0];
    if (editedFile !== undefined && !(await this.#scene.has(editedFile))) throw new Stop({ kind: 'noSuchFile', path: editedFile });
    return (this.#editedFile = editedFile ?? chooseEditedFile(before, after));
  }

  /** Two images that agree prove it. Only when they do not, the file as it is is built again to see what it never makes twice. */
  async #compare(before: string, after: string): Promise<{ readonly differences: readonly Difference[]; readonly expected: readonly Difference[]; readonly unsteady: number | undefined }> {
    this.#listener.phase('compare');
    const expectations: Expectations = { paths: this.#order.expectedPaths, rewritten: this.#scene.rewritten, leftOut: await this.#scene.leftOut() };
    const judge = (found: readonly Difference[]) => ({ differences: found.filter(difference => !isExpected(difference, expectations)), expected: found.filter(difference => isExpected(difference, expectations)) });
    const [one, fixed] = await this.#read(before, after);
    const judged = judge(compareImages(one, fixed));
    if (judged.differences.length === 0) return { ...judged, unsteady: undefined };
    const again = await this.#build('again');
    if (again.record.status === 'failed') throw new Stop({ kind: 'unbuildable', error: again.record.error });
    this.#listener.phase('compare');
    // All at once, so that files that are the same in all are one object, and comparing them costs nothing.
    const [first, second, third] = await this.#read(before, again.tag, after);
    const instability = learnInstability(first, second);
    const found = compareImages(second, third);
    const { expected } = judge(found);
    return { expected, differences: judge(instability.unexplained(found.filter(difference => !expected.includes(difference)))).differences, unsteady: instability.count };
  }

  async #read<const Tags extends readonly string[]>(...tags: Tags): Promise<{ readonly [Index in keyof Tags]: Image }> {
    const images = await this.#world.tools.readImages(tags, this.#scene.folder, this.#cancellation);
    return images as unknown as { readonly [Index in keyof Tags]: Image };
  }

  async #buildEdited(phase: 'editBefore' | 'editAfter'): Promise<EditedBuild | undefined> {
    const { record } = await this.#build(phase);
    // An edit that the build cannot take, such as in a file that it checks, proves nothing of what it costs.
    if (record.status === 'failed') return undefined;
    return { milliseconds: record.finishedAt - record.startedAt, ran: record.steps.filter(step => step.outcome === 'ran' && !/^FROM\b/i.test(step.text)) };
  }

  async #build(phase: Exclude<ProofPhase, 'copy' | 'compare'>): Promise<Built> {
    if (this.#cancellation.isCancelled) throw new Stop({ kind: 'canceled' });
    this.#listener.phase(phase);
    const isEdited = phase === 'editBefore' || phase === 'editAfter';
    await this.#scene.show(phase === 'after' || phase === 'editAfter' ? 'after' : 'before');
    // Each of the two gets an edit of its own: what the other build has made of the same one would be found.
    if (isEdited && this.#editedFile !== undefined) await this.#scene.edit(this.#editedFile, this.#world.host.randomId());
    const tag = `${this.#name}-${phase.toLowerCase()}`;
    this.tags.push(tag);
    const outcome = await this.#builds.build(this.#buildOrder(phase, tag), this.#buildListener(), this.#cancellation);
    if (outcome.kind === 'refused') throw new Stop({ kind: 'refused', problem: outcome.problem });
    if (outcome.kind === 'unreadable') throw new Error(`${this.#order.build.dockerfile} is gone.`);
    if (outcome.record.status === 'canceled') throw new Stop({ kind: 'canceled' });
    return { tag, record: outcome.record };
  }

  #buildOrder(phase: ProofPhase, tag: string): BuildOrder {
    const { build, editedArgument } = this.#order;
    const isEdited = phase === 'editBefore' || phase === 'editAfter';
    return {
      ...build, dockerfile: this.#scene.dockerfile, context: this.#scene.context, tags: [tag], noCache: phase === 'again',
      args: isEdited && editedArgument ? new Map([...build.args, editedArgument]) : build.args,
      extraArguments: withoutOutputs(build.extraArguments),
    };
  }

  #buildListener(): BuildListener {
    return { output: text => { this.#listener.output(text); }, progress: () => undefined };
  }
}

/** One entry for each path, whatever is different about it. */
function shown(differences: readonly Difference[]): readonly ProvenDifference[] {
  const byPath = new Map<string, string[]>();
  for (const difference of differences) byPath.set(difference.path, [...(byPath.get(difference.path) ?? []), describeDifference(difference)]);
  return [...byPath].map(([path, parts]) => ({ path, what: parts.join(', ') }));
}

/** A proof pushes nothing, writes nothing and takes no name that the user gave. */
function withoutOutputs(words: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (/^(?:--push|--load)(?:=|$)|^(?:--output|--tag|--cache-to|--metadata-file|--iidfile)=|^-[ot]./.test(word)) continue;
    if (/^(?:--output|-o|--tag|-t|--cache-to|--metadata-file|--iidfile)$/.test(word)) at++;
    else kept.push(word);
  }
  return kept;
}

const forgetful: Host['storage'] = {
  read: () => Promise.resolve(undefined), write: () => Promise.resolve(), list: () => Promise.resolve([]), remove: () => Promise.resolve(),
  setAside: () => Promise.resolve(), watch: () => () => undefined,
};
