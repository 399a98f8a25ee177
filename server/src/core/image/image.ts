// What an image holds: every file of its merged file system and its configuration. Values only; who reads them stands in
// engines/.

export interface ImageFile {
  /** Absolute path in the image. */
  readonly path: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'character-device' | 'block-device' | 'fifo';
  /** Permission bits with set-uid, set-gid and sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes of a file, else 0. */
  readonly size: number;
  readonly linkTarget?: string;
  /** Of a file's content. Hard links are shown as files of their own. */
  readonly sha256?: string;
  /** Extended attributes such as capabilities, as the layer names them. */
  readonly xattrs?: Readonly<Record<string, string>>;
}

/** Times are left out: they differ between any two builds. */
export interface Image {
  /** Sorted by path. */
  readonly files: readonly ImageFile[];
  /** As the engine keeps it: Env, Cmd, Entrypoint, WorkingDir, User, Labels and so on. */
  readonly config: Readonly<Record<string, unknown>>;
}
