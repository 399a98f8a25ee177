// Histories of the repositories that contexts lie in: as stored after the last build, or read now where a person has asked
// for something that may take a moment. Never starts anything by itself.
import { array, literal, object, safeParse, string } from 'valibot';
import { churnOf, type Churn, type CommitHistory } from '../core/context/churn.js';
import type { Location } from '../core/plan/plan.js';
import type { Host } from './host.js';
import { joinLocation, parentLocation, relativeLocation } from './locations.js';

/** A commit that touches more files moves or reformats; it says nothing of habits. */
const mostPaths = 1000;

const stored = object({ version: literal(1), commits: array(array(string())) });

export class Histories {
  readonly #host: Host;
  /** By folder, where it was looked for. */
  readonly #roots = new Map<Location, Promise<Location | undefined>>();
  readonly #histories = new Map<Location, Promise<CommitHistory | undefined>>();

  constructor(host: Host) {
    this.#host = host;
  }

  /** What is known of a context from before; `undefined` when it lies in no repository or nothing was ever read. */
  async stored(context: Location): Promise<Churn | undefined> {
    const root = await this.#rootOf(context);
    return root === undefined ? undefined : this.#churn(root, context, () => this.#fromStorage(root));
  }

  /** Reads the repository's history: once in the life of this process, or `again`, and then it is kept for later ones. */
  async read(context: Location, { again = false }: { readonly again?: boolean } = {}): Promise<Churn | undefined> {
    const root = await this.#rootOf(context);
    if (root === undefined) return undefined;
    if (again) this.#histories.delete(root);
    return this.#churn(root, context, () => this.#fromRepository(root, again));
  }

  async #churn(root: Location, context: Location, find: () => Promise<CommitHistory | undefined>): Promise<Churn | undefined> {
    const known = this.#histories.get(root) ?? find();
    this.#histories.set(root, known);
    const history = await known;
    const folder = relativeLocation(root, context);
    return history && folder !== undefined ? churnOf(history, folder) : undefined;
  }

  async #fromRepository(root: Location, store: boolean): Promise<CommitHistory | undefined> {
    const history = await this.#host.readHistory?.(root);
    if (!history) return undefined;
    const kept: CommitHistory = { commits: history.commits.filter(paths => paths.length <= mostPaths) };
    if (!store) return kept;
    try {
      await this.#host.storage.write(['history', root], JSON.stringify({ version: 1, ...kept }));
    } catch (error) {
      this.#host.log.error(`The history of '${root}' could not be stored: ${String(error)}`);
    }
    return kept;
  }

  async #fromStorage(root: Location): Promise<CommitHistory | undefined> {
    const text = await this.#host.storage.read(['history', root]);
    if (text === undefined) return undefined;
    try {
      const parsed = safeParse(stored, JSON.parse(text));
      return parsed.success ? parsed.output : undefined;
    } catch {
      return undefined;
    }
  }

  /** The folder at or above that has a `.git`: a folder, or a file in a worktree. */
  #rootOf(folder: Location): Promise<Location | undefined> {
    const known = this.#roots.get(folder);
    if (known) return known;
    const found = this.#findRoot(folder);
    this.#roots.set(folder, found);
    return found;
  }

  async #findRoot(folder: Location): Promise<Location | undefined> {
    if (await this.#host.files.kind(joinLocation(folder, '.git'))) return folder;
    const above = parentLocation(folder);
    return above === folder ? undefined : this.#rootOf(above);
  }
}
