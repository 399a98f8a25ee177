// Reads what a build command was called with: nothing, a file of the explorer, or the argument of a CodeLens or link.
// Pure; must not look at the editor.

export interface BuildRequest {
  readonly uri?: string;
  readonly target?: string;
  readonly noCache?: boolean;
}

interface UriLike {
  toString(): string;
}

/** The request in a command's first argument; unknown shapes count as no argument. */
export function readBuildRequest(argument: unknown): BuildRequest {
  if (typeof argument === 'string') return { uri: argument };
  if (typeof argument !== 'object' || argument === null) return {};
  const given = argument as Readonly<Record<string, unknown>>;
  // A Uri of the editor has a scheme and writes itself as text.
  if (typeof given['scheme'] === 'string' && typeof given['path'] === 'string') return { uri: (argument as UriLike).toString() };
  return {
    ...(typeof given['uri'] === 'string' ? { uri: given['uri'] } : {}),
    ...(typeof given['target'] === 'string' ? { target: given['target'] } : {}),
    ...(given['noCache'] === true ? { noCache: true } : {}),
  };
}
