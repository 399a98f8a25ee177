// Build records on disk, per Dockerfile and target. A record that can't be read is set aside; a disk that is full loses the
// new record and nothing else.
import { formatRecord, parseRecord } from '../core/progress/recordCodec.js';
import type { BuildRecord } from '../core/progress/record.js';
import type { Location } from '../core/plan/plan.js';
import type { Host, StorageKey } from './host.js';

/** Older ones of the same Dockerfile and target are removed. */
const keptRecords = 50;
/** How many of the newest are read to know what steps cost. */
const readRecords = 10;

export class RecordStore {
  readonly #host: Host;
  /** Records that the disk did not take; they are shown as long as this process lives. */
  #unsaved: readonly BuildRecord[] = [];

  constructor(host: Host) {
    this.#host = host;
  }

  /** The newest records of a Dockerfile over all targets, newest first. */
  async newest(dockerfile: Location): Promise<readonly BuildRecord[]> {
    const found: { readonly key: StorageKey; readonly id: string }[] = [];
    for (const target of await this.#host.storage.list(['builds', dockerfile])) {
      const ids = await this.#host.storage.list(['builds', dockerfile, target]);
      for (const id of ids.slice(-readRecords)) found.push({ key: ['builds', dockerfile, target, id], id });
    }
    found.sort((a, b) => (a.id < b.id ? 1 : -1));
    const records: BuildRecord[] = [];
    for (const { key } of found.slice(0, readRecords)) {
      const record = await this.#read(key);
      if (record) records.push(record);
    }
    const unsaved = this.#unsaved.filter(record => record.dockerfile === dockerfile);
    return [...unsaved, ...records].sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  /** Stores a record. A failure is logged, not thrown: the build itself went as it went. */
  async add(record: BuildRecord): Promise<void> {
    const prefix = ['builds', record.dockerfile, targetKey(record.target)];
    try {
      await this.#host.storage.write([...prefix, record.id], formatRecord(record));
    } catch (error) {
      this.#host.log.error(`The record of this build could not be stored: ${String(error)}`);
      this.#unsaved = [record, ...this.#unsaved].slice(0, readRecords);
      return;
    }
    await this.#prune(prefix);
  }

  async #prune(prefix: StorageKey): Promise<void> {
    try {
      const ids = await this.#host.storage.list(prefix);
      for (const id of ids.slice(0, -keptRecords)) await this.#host.storage.remove([...prefix, id]);
    } catch (error) {
      this.#host.log.error(`Old build records could not be removed: ${String(error)}`);
    }
  }

  watch(dockerfile: Location, changed: () => void): () => void {
    return this.#host.storage.watch(['builds', dockerfile], changed);
  }

  async #read(key: StorageKey): Promise<BuildRecord | undefined> {
    const text = await this.#host.storage.read(key);
    if (text === undefined) return undefined;
    const parsed = parseRecord(text);
    if (parsed.ok) return parsed.record;
    // A newer version of the product may run beside this one: its records are left to it.
    if (parsed.problem.kind === 'unknown-version') return undefined;
    this.#host.log.error(`A build record could not be read and was set aside: ${parsed.problem.kind} ${parsed.problem.path ?? ''}`);
    await this.#host.storage.setAside(key);
    return undefined;
  }
}

/** A build without a target ends in the last stage. */
function targetKey(target: string | undefined): string {
  return target ?? '(default)';
}
