// What the extension gives to others: our own tests in a running editor, and whoever wants to wait for Layerwise.
import type { Drawing } from './annotations/model.js';

export interface LayerwiseApi {
  /** Starts the language server when it does not run yet; resolves when it answers. */
  ready(): Promise<void>;
  /** What is drawn for the document in a visible editor. @param uri as text */
  annotations(uri: string): readonly Drawing[];
  /** How long the activation took. */
  readonly activationMilliseconds: number;
}
