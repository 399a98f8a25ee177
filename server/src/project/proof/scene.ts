// The folder in which a proof builds: a copy of the context, in which the Dockerfile and its ignore file stand as they are
// or as they are after the fix. The user's own folder is only read.
import { contextFacts } from '../../core/context/contextFacts.js';
import type { ContextView } from '../../core/context/contextView.js';
import { leftOutMark, type RewrittenFile } from '../../core/image/expected.js';
import type { Location } from '../../core/plan/plan.js';
import type { Cancellation } from '../../core/progress/engine.js';
import type { Facts } from '../../core/rules/rule.js';
import type { FileTree } from '../host.js';
import { joinLocation, nameOf, parentLocation, relativeLocation } from '../locations.js';
import type { ProofFolder, ProofTools } from './tools.js';

export interface SceneInput {
  readonly tools: ProofTools;
  readonly files: FileTree;
  readonly dockerfile: Location;
  readonly context: Location;
  readonly before: Pick<Facts, 'syntax' | 'context'>;
  /** As they are after the fix. */
  readonly after: Pick<Facts, 'syntax' | 'context'>;
  readonly cancellation: Cancellation;
}

interface OwnFile {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

const contextFolder = 'context';
/** Where the Dockerfile stands when it lies outside of the context. */
const besideFolder = 'beside';

export class Scene {
  readonly #input: SceneInput;
  readonly folder: ProofFolder;
  readonly #own: readonly OwnFile[];

  private constructor(input: SceneInput, folder: ProofFolder) {
    this.#input = input;
    this.folder = folder;
    this.#own = ownFiles(input);
  }

  /** Copies the context. The folder is removed again when that fails. */
  static async create(input: SceneInput): Promise<Scene> {
    const folder = await input.tools.makeFolder();
    try {
      const scene = new Scene(input, folder);
      const [before, after] = [input.before.context, input.after.context].map(view => view && contextFacts(view).matcher);
      await folder.copyContext(input.context, contextFolder, {
        wants: path => before?.matches(path) !== true || after?.matches(path) === false,
        mayHold: path => before?.mayKeepBelow(path) !== false || after?.mayKeepBelow(path) === true,
        cancellation: input.cancellation,
      });
      return scene;
    } catch (error) {
      await folder.remove();
      throw error;
    }
  }

  get context(): Location {
    return joinLocation(this.folder.location, contextFolder);
  }

  get dockerfile(): Location {
    return joinLocation(this.folder.location, pathInScene(this.#input, this.#input.dockerfile));
  }

  /** Lays the Dockerfile and the ignore file down as they are before or after the fix. */
  async show(which: 'before' | 'after'): Promise<void> {
    for (const file of this.#own) await this.folder.write(file.path, file[which]);
  }

  /** Adds blank lines to a file of the context that no proof has added before: nobody's cache may know the file. */
  edit(path: string, randomId: string): Promise<void> {
    // Every bit of the id is a line with or without a space.
    const lines = Array.from({ length: randomId.length }, (_, at) => randomId.charCodeAt(at).toString(2).replaceAll('1', ' \n').replaceAll('0', '\n'));
    return this.folder.append(`${contextFolder}/${path}`, `\n${lines.join('')}`);
  }

  async has(path: string): Promise<boolean> {
    return (await this.#input.files.kind(joinLocation(this.context, path))) === 'file';
  }

  get rewritten(): readonly RewrittenFile[] {
    const digest = (text: string | undefined) => (text === undefined ? undefined : this.#input.tools.sha256(text));
    return this.#own.filter(file => file.before !== file.after).map(file => ({ before: digest(file.before), after: digest(file.after) }));
  }

  /** What the ignore file leaves out only after the fix. */
  async leftOut(): Promise<ReadonlySet<string>> {
    const marks = new Set<string>();
    const { before, after, files } = this.#input;
    if (!after.context || after.context.ignoreFile?.text === before.context?.ignoreFile?.text) return marks;
    const matcher = contextFacts(after.context).matcher;
    const listing = await files.list(this.context, { maxEntries: 1_000_000, opaque: () => false });
    for (const entry of listing?.entries ?? []) if (matcher.matches(entry.path)) marks.add(leftOutMark(entry.path, await this.#digestBefore(`${contextFolder}/${entry.path}`)));
    return marks;
  }

  #digestBefore(path: string): Promise<string | undefined> {
    const own = this.#own.find(file => file.path === path);
    return own ? Promise.resolve(own.before === undefined ? undefined : this.#input.tools.sha256(own.before)) : this.folder.sha256(path);
  }
}

function ownFiles(input: SceneInput): readonly OwnFile[] {
  const { before, after } = input;
  const ignoreFile = (view: ContextView | undefined) => view?.ignoreFile;
  const location = ignoreFile(after.context)?.location ?? ignoreFile(before.context)?.location;
  return [
    { path: pathInScene(input, input.dockerfile), before: before.syntax.text, after: after.syntax.text },
    ...(location === undefined ? [] : [{ path: pathInScene(input, location), before: ignoreFile(before.context)?.text, after: ignoreFile(after.context)?.text }]),
  ];
}

function pathInScene({ context, dockerfile }: SceneInput, location: Location): string {
  const inside = relativeLocation(context, location);
  if (inside !== undefined) return `${contextFolder}/${inside}`;
  const beside = relativeLocation(parentLocation(dockerfile), location);
  return `${besideFolder}/${beside ?? nameOf(location)}`;
}
