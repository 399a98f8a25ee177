// How each package manager writes a version behind a name, and how its output tells which one was installed.

export interface Pinning {
  readonly verbs: RegExp;
  /** Takes a word apart that has no version; `undefined` for one that has, and for what is no name. */
  readonly name: (word: string) => string | undefined;
  readonly pin: (word: string, version: string) => string;
  /** The version of a name by a line of the output. */
  readonly versionIn?: (line: string, name: string) => string | undefined;
  /** Options that hold all names in place, or take them from elsewhere. */
  readonly pinningOptions?: readonly string[];
}

function versionBehind(shape: RegExp): (line: string, name: string) => string | undefined {
  return (line, name) => {
    const [, found, version] = shape.exec(line) ?? [];
    return found === name ? version : undefined;
  };
}

/** `Successfully installed a-1.2 b-c-3.0`: the version is behind the last dash with a number behind it. */
function versionInList(line: string, name: string): string | undefined {
  const list = /Successfully installed (.*)$/.exec(line)?.[1] ?? '';
  const entry = list.split(/\s+/).map(word => /^(.+)-(\d[^-]*)$/.exec(word)).find(match => match && plainName(match[1] ?? '') === plainName(name));
  return entry?.[2];
}

/** Names of Python packages are compared so (PEP 503). */
function plainName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

function plain(shape: RegExp): Pinning['name'] {
  return word => shape.exec(word)?.[1];
}

/** By the ids of ecosystems. */
export const pinnings: ReadonlyMap<string, Pinning> = new Map<string, Pinning>([
  ['apt', {
    verbs: / install$/, name: plain(/^([a-z0-9][a-z0-9+.-]*[a-z0-9+])(?::\w+)?$/), pin: (word, version) => `${word}=${version}`,
    versionIn: versionBehind(/^(?:Setting up|Unpacking) ([a-z0-9][a-z0-9+.-]+)(?::\w+)? \(([^)\s]+)\)/), pinningOptions: ['-t', '--target-release'],
  }],
  ['apk', {
    verbs: / add$/, name: plain(/^([a-zA-Z0-9][\w+.-]*)$/), pin: (word, version) => `${word}=${version}`,
    versionIn: versionBehind(/^\(\d+\/\d+\) (?:Installing|Upgrading) ([\w+.-]+) \(([^)\s]+)\)/),
  }],
  ['pip', {
    // People take pip itself as it comes, whatever they do with the rest.
    verbs: /^pip install$/, name: plain(/^(?!(?:pip|setuptools|wheel)$)([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?$/), pin: (word, version) => `${word}==${version}`, versionIn: versionInList,
    pinningOptions: ['-c', '--constraint'],
  }],
  ['npm', { verbs: / install$/, name: plain(/^((?:@[\w.-]+\/)?[\w.-]+)(?:@(?:latest|next))?$/), pin: (word, version) => `${word.replace(/(?<=.)@.*$/, '')}@${version}` }],
  ['gem', { verbs: / install$/, name: plain(/^([A-Za-z][\w.-]*)$/), pin: (word, version) => `${word}:${version}`, versionIn: versionInList, pinningOptions: ['-v', '--version'] }],
]);
