// Commands that remove what installs left behind, and what of that they remove. Data.
import type { ShellCommand } from '../shell/script.js';

export interface Cleaning {
  /** Ids of the package managers whose files it removes. */
  readonly ecosystems: readonly string[];
  readonly folders: readonly string[];
  /** Whether a mere refresh of the index leaves something there. */
  readonly holdsIndex: boolean;
  /** Whether it does the same wherever it stands: absolute paths, no settings. */
  readonly movable: boolean;
}

const lists: Cleaning = { ecosystems: ['apt'], folders: ['/var/lib/apt/lists'], holdsIndex: true, movable: true };
const archives: Cleaning = { ...lists, folders: ['/var/cache/apt'], holdsIndex: false };
const rpm = ['dnf', 'dnf5', 'microdnf', 'tdnf', 'yum'];
const fedora: Cleaning = { ecosystems: rpm, folders: ['/var/cache/dnf', '/var/cache/yum', '/var/cache/libdnf5', '/var/lib/dnf', '/var/cache/tdnf'], holdsIndex: true, movable: true };
const pip: Cleaning = { ecosystems: ['pip'], folders: ['/root/.cache'], holdsIndex: false, movable: false };

/** By program: the words behind it. */
const programs: ReadonlyMap<string, { readonly words: RegExp; readonly cleaning: Cleaning }> = new Map([
  ['apt-get', { words: /^clean$/, cleaning: archives }], ['apt', { words: /^clean$/, cleaning: archives }],
  ...rpm.map(name => [name, { words: /^clean (?:all|packages|metadata|dbcache)$/, cleaning: fedora }] as const),
  ['pip', { words: /^cache purge$/, cleaning: pip }], ['pip3', { words: /^cache purge$/, cleaning: pip }],
  ['npm', { words: /^cache clean$/, cleaning: { ecosystems: ['npm'], folders: ['/root/.npm'], holdsIndex: false, movable: false } }],
  ['yarn', { words: /^cache clean$/, cleaning: { ecosystems: ['yarn'], folders: ['/usr/local/share/.cache', '/root/.cache'], holdsIndex: false, movable: false } }],
  ['conda', { words: /^clean$/, cleaning: { ecosystems: ['conda'], folders: ['/opt/conda/pkgs'], holdsIndex: false, movable: false } }],
]);

/** By folder: what `rm` removes there. */
const removed: readonly { readonly path: RegExp; readonly cleaning: Cleaning }[] = [
  { path: /^\/var\/lib\/apt\/lists(?:\/\*)?\/?$/, cleaning: lists },
  { path: /^\/var\/cache\/apt(?:\/archives)?(?:\/\*(?:\.deb)?)?\/?$/, cleaning: archives },
  { path: /^\/var\/cache\/(?:yum|dnf|libdnf5|tdnf)(?:\/\*)?\/?$/, cleaning: fedora },
  { path: /^\/var\/cache\/apk(?:\/\*)?\/?$/, cleaning: { ecosystems: ['apk'], folders: ['/var/cache/apk', '/etc/apk/cache'], holdsIndex: true, movable: true } },
  { path: /^(?:\/root|~)\/\.cache(?:\/pip)?(?:\/\*)?\/?$/, cleaning: pip },
];

const temporary = /^(?:\/var)?\/tmp(?:\/\*)?\/?$|^\/var\/log\/(?:apt|dpkg\.log|\*)/;

/** What a command cleans; `undefined`: it does something else too, or nothing of the kind. */
export function cleaningOf(command: ShellCommand): Cleaning | undefined {
  if (command.name === undefined || command.openArguments || command.redirects.length > 0) return undefined;
  const operands = command.args.filter(word => !word.text.startsWith('-')).map(word => word.text);
  if (command.name === 'rm') {
    return joined(operands);
  }
  const found = programs.get(command.name);
  return found?.words.test(operands.join(' ')) === true ? found.cleaning : undefined;
}

function joined(operands: readonly string[]): Cleaning | undefined {
  const known = operands.map(operand => removed.find(({ path }) => path.test(operand))?.cleaning);
  const found = known.filter(cleaning => cleaning !== undefined);
  const [first] = found;
  const isSame = first !== undefined && found.every(cleaning => cleaning.ecosystems === first.ecosystems);
  if (!isSame || operands.some((operand, at) => known[at] === undefined && !temporary.test(operand))) return undefined;
  // What lies in the temporary folders may come from anywhere, so that such a command has its place.
  return { ...first, folders: [...new Set(found.flatMap(cleaning => cleaning.folders))], holdsIndex: found.some(cleaning => cleaning.holdsIndex), movable: first.movable && found.length === operands.length };
}

const quietPrograms: ReadonlySet<string> = new Set([
  ':', '[', 'addgroup', 'adduser', 'cat', 'cd', 'chmod', 'chown', 'cp', 'echo', 'export', 'find', 'groupadd', 'ldconfig', 'ln', 'ls', 'mkdir', 'mv', 'printf', 'rm', 'sed', 'set', 'tar', 'test', 'touch', 'true', 'useradd', 'usermod',
]);

/** Whether a command beside a cleaning one leaves nothing of a package manager behind. */
export function isQuietBeside({ name, args }: ShellCommand): boolean {
  if (name === 'apt-get' || name === 'apt') return args.some(word => /^(?:autoremove|autoclean|remove|purge)$/.test(word.value));
  return name !== undefined && quietPrograms.has(name);
}
