// The one event type that every engine's progress stream is turned into.

/** The engine's own unit of work, as last reported. Times are epoch milliseconds. */
export interface Vertex {
  readonly digest: string;
  readonly inputs: readonly string[];
  readonly name: string;
  readonly startedAt: number | undefined;
  readonly completedAt: number | undefined;
  readonly cached: boolean;
  readonly error: string | undefined;
  /** `{id, name, weak}` of BuildKit: members are one line of the Dockerfile. */
  readonly group: { readonly id: string; readonly name: string; readonly weak: boolean } | undefined;
}

export type ProgressEvent =
  | { readonly kind: 'vertex'; readonly vertex: Vertex }
  /** Bytes of a transfer or download. */
  | { readonly kind: 'status'; readonly vertex: string; readonly id: string; readonly current: number; readonly total: number }
  | { readonly kind: 'log'; readonly vertex: string; readonly stream: 'stdout' | 'stderr'; readonly text: string; readonly at: number | undefined }
  /** Output that belongs to no vertex: the error report at the end, warnings of the client. */
  | { readonly kind: 'text'; readonly text: string };
