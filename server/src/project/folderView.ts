// A context folder as one Dockerfile sees it. What the folder may say differently later is another view; texts are asked of the folder.
import type { ContextEntry, ContextView, FileText } from '../core/context/contextView.js';

/** The folder that a view looks into. */
interface ViewedFolder extends Pick<ContextView, 'entry' | 'read'> {
  readonly generation: number;
}

/** What a view says until the folder says something else. */
type Said = Pick<ContextView, 'entries' | 'truncated' | 'ignoreFile' | 'newIgnoreFile' | 'dockerfilePath' | 'churn'>;

/** A class, for one is made of every context that is looked at: of an object with a getter of its own V8 makes a hidden class each time. */
export class FolderView implements ContextView {
  readonly entries: ContextView['entries'];
  readonly truncated: boolean;
  readonly ignoreFile: ContextView['ignoreFile'];
  readonly newIgnoreFile: ContextView['newIgnoreFile'];
  readonly dockerfilePath: ContextView['dockerfilePath'];
  readonly churn: ContextView['churn'];
  readonly #folder: ViewedFolder;

  constructor(folder: ViewedFolder, said: Said) {
    this.entries = said.entries;
    this.truncated = said.truncated;
    this.ignoreFile = said.ignoreFile;
    this.newIgnoreFile = said.newIgnoreFile;
    this.dockerfilePath = said.dockerfilePath;
    this.churn = said.churn;
    this.#folder = folder;
  }

  get revision(): number {
    return this.#folder.generation;
  }

  entry(path: string): ContextEntry | undefined {
    return this.#folder.entry(path);
  }

  read(path: string): FileText {
    return this.#folder.read(path);
  }
}
