// The types of open.mjs for TypeScript callers.
export interface OpenEditor {
  readonly kind: 'desktop' | 'server';
  /** The desktop's program. */
  readonly program?: string;
  /** The address for a browser; only with the server. */
  readonly url?: string;
  /** Resolves when the window was closed or the server has ended. */
  readonly closed: Promise<void>;
  stop(): Promise<void>;
}

export function openEditor(options: {
  readonly folder: string;
  /** Absolute, or relative to `folder`. */
  readonly file?: string;
  readonly vsix: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly log?: (text: string) => void;
}): Promise<OpenEditor>;
