// What common small programs read and write, by their arguments. A program that is not here may do anything.
import type { ShellCommand, ShellWord } from '../shell/script.js';
import type { PathSet } from './effects.js';
import { absolutePath, noPaths } from './paths.js';

/** What one command does to the image; `undefined` members of a path set never occur: unknown paths make it open. */
export interface CommandEffects {
  readonly reads: PathSet;
  readonly writes: PathSet;
}

interface Place {
  /** The command's working directory, absolute. */
  readonly directory: string | undefined;
  readonly system: readonly string[];
  /** The value of a variable as the command sees it; `undefined` when only the build knows it. */
  variable(name: string): string | undefined;
}

type Behaviour = 'nothing' | 'reads-arguments' | 'writes-arguments' | 'writes-but-first' | 'reads-and-writes' | 'system' | 'download';

const behaviours: Readonly<Record<string, Behaviour>> = {
  ...named('nothing', ': true false echo printf test [ export unset cd set exit which type id whoami uname date sleep ulimit umask pwd shopt hash'),
  ...named('reads-arguments', 'cat ls head tail wc grep stat du sha256sum sha512sum md5sum file . source'),
  ...named('writes-arguments', 'mkdir touch rm rmdir truncate'),
  ...named('writes-but-first', 'chmod chown chgrp'),
  ...named('reads-and-writes', 'cp mv ln sed install tee'),
  ...named('download', 'curl wget'),
  ...named('system', 'add-apt-repository useradd adduser groupadd addgroup usermod groupmod userdel deluser update-ca-certificates ldconfig locale-gen update-locale update-alternatives dpkg-reconfigure apt-mark'),
};

/** Subcommands of package managers that only tidy up, ask or configure. */
const housekeeping: Readonly<Record<string, RegExp>> = {
  'apt-get': /^(clean|autoclean|autoremove|remove|purge)$/, apt: /^(clean|autoclean|autoremove|remove|purge)$/, apk: /^(del|cache)$/,
  dnf: /^clean$/, microdnf: /^clean$/, yum: /^clean$/, tdnf: /^clean$/, zypper: /^clean$/,
  pip: /^(cache|config|check|freeze|list|show)$/, pip3: /^(cache|config|check|freeze|list|show)$/, npm: /^(cache|config|set)$/, yarn: /^(cache|config)$/, pnpm: /^(store|config)$/,
  corepack: /^(enable|disable)$/, conda: /^(clean|config)$/, mamba: /^clean$/, micromamba: /^clean$/, composer: /^(clear-cache|clearcache)$/, bundle: /^config$/, gem: /^(cleanup|sources)$/,
};

/** Where a subcommand keeps what it is told, beside the user's own settings. */
const projectSettings: Readonly<Record<string, string>> = { bundle: '.bundle', npm: '.npmrc', yarn: '.yarnrc.yml' };

/** What the command reads and writes; `undefined` when it may do anything. */
export function commandEffects(command: ShellCommand, place: Place): CommandEffects | undefined {
  const own = programEffects(command, place);
  if (!own || command.openArguments) return undefined;
  return withRedirects(own, command, place);
}

function programEffects(command: ShellCommand, place: Place): CommandEffects | undefined {
  const { name, args } = command;
  if (name === undefined) return undefined;
  const system: PathSet = { paths: place.system, open: false };
  if (args.length === 1 && /^(--version|-V|-v|version)$/.test(args[0]?.value ?? '')) return { reads: system, writes: noPaths };
  if (isVirtualEnvironment(command)) return { reads: system, writes: pathsOf(args.slice(2), place) };
  const subcommand = args.find(arg => !arg.value.startsWith('-'));
  if (subcommand?.static && Object.hasOwn(housekeeping, name) && housekeeping[name]?.test(subcommand.value)) return { reads: system, writes: housekeepingWrites(name, subcommand.value, place) };
  const behaviour = Object.hasOwn(behaviours, name) ? behaviours[name] : undefined;
  const words = args.filter(arg => !arg.value.startsWith('-'));
  switch (behaviour) {
    case 'nothing': return { reads: noPaths, writes: noPaths };
    case 'reads-arguments': return { reads: pathsOf(words, place), writes: noPaths };
    case 'writes-arguments': return { reads: noPaths, writes: pathsOf(words, place) };
    case 'writes-but-first': return { reads: pathsOf(words.slice(1), place), writes: pathsOf(words.slice(1), place) };
    case 'reads-and-writes': return sedScript(command) ?? { reads: pathsOf(words, place), writes: pathsOf(words, place) };
    case 'download': return download(command, place);
    case 'system': return { reads: system, writes: { paths: [...place.system, '/home'], open: false } };
    case undefined: return undefined;
  }
}

/** The words of a `sed` can't be told from its script without knowing every option. */
function sedScript(command: ShellCommand): CommandEffects | undefined {
  return command.name === 'sed' && command.args.some(arg => !arg.static) ? { reads: { paths: [], open: true }, writes: { paths: [], open: true } } : undefined;
}

function housekeepingWrites(name: string, subcommand: string, place: Place): PathSet {
  const settings = /^(config|set)$/.test(subcommand) && Object.hasOwn(projectSettings, name) ? projectSettings[name] : undefined;
  if (settings === undefined) return { paths: place.system, open: false };
  const path = absolutePath(place.directory, settings);
  return { paths: path === undefined ? place.system : [...place.system, path], open: path === undefined };
}

/** Writes where it is told to, or into its directory; what it sends from files (`-d @file`) is read. */
function download({ name, args }: ShellCommand, place: Place): CommandEffects {
  const system: PathSet = { paths: place.system, open: false };
  const flag = name === 'wget' ? /^(-[a-zA-Z]*O|--output-document)$/ : /^(-[a-zA-Z]*o|--output)$/;
  const at = args.findIndex(arg => flag.test(arg.value));
  const target = at < 0 ? undefined : args[at + 1];
  const sends = args.some(arg => /^@|=@|^--?(K|config|i|input-file|T|upload-file)$/.test(arg.value));
  const reads: PathSet = { ...system, open: sends };
  if (target) return { reads, writes: target.value === '-' ? noPaths : pathsOf([target], place) };
  const toOutput = name === 'curl' && !args.some(arg => /^-[a-zA-Z]*O|^--remote-name|^--output/.test(arg.value));
  if (toOutput || args.some(arg => /^-[a-zA-Z]*O-$/.test(arg.value))) return { reads, writes: noPaths };
  return { reads, writes: place.directory === undefined ? { paths: [], open: true } : { paths: [place.directory], open: false } };
}

/** `python -m venv FOLDER` */
function isVirtualEnvironment({ name, args }: ShellCommand): boolean {
  return /^python[\d.]*$/.test(name ?? '') && args[0]?.value === '-m' && args[1]?.value === 'venv';
}

function withRedirects(effects: CommandEffects, command: ShellCommand, place: Place): CommandEffects | undefined {
  let { reads, writes } = effects;
  for (const { operator, target } of command.redirects) {
    if (!target || /^(?:\d|-|\/dev\/(?:null|stdout|stderr))$/.test(target.value) || /^<<|&\d?$/.test(operator)) continue;
    const set = pathsOf([target], place);
    if (operator.includes('>')) writes = { paths: [...writes.paths, ...set.paths], open: writes.open || set.open };
    else reads = { paths: [...reads.paths, ...set.paths], open: reads.open || set.open };
  }
  return { reads, writes };
}

function pathsOf(words: readonly ShellWord[], place: Place): PathSet {
  const paths: string[] = [];
  let open = false;
  for (const word of words) {
    const found = pathOf(word, place);
    if (found) paths.push(...found);
    else open = true;
  }
  return { paths, open };
}

/** A glob stands for the folder that it looks into; `~` and `$HOME` for what a home folder holds. */
function pathOf(word: ShellWord, place: Place): readonly string[] | undefined {
  if (word.static && !word.value.startsWith('~')) return singlePath(absolutePath(place.directory, word.value));
  if (word.text.includes("'")) return undefined;
  const text = word.text.replace(/"/g, '');
  if (/^(~|\$HOME|\$\{HOME\})(\/\.[\w.-]+)+/.test(text)) return place.system;
  const expanded = expand(text, place);
  if (expanded !== undefined) return singlePath(absolutePath(place.directory, expanded));
  const literal = /^[\w./@+-]*(?=[*?[{])/.exec(text)?.[0];
  if (literal === undefined || /\$|`/.test(text)) return undefined;
  const slash = literal.lastIndexOf('/');
  return singlePath(absolutePath(place.directory, slash < 0 ? '.' : literal.slice(0, slash + 1)));
}

/** A path of plain text and variables whose values hold nothing that the shell would look at again. */
function expand(text: string, place: Place): string | undefined {
  let known = /^(?:[\w./@+-]|\$\w+|\$\{\w+\})+$/.test(text);
  const value = text.replace(/\$\{?(\w+)\}?/g, (_, name: string) => {
    const found = place.variable(name);
    if (found === undefined || !/^[\w./@+-]+$/.test(found)) known = false;
    return found ?? '';
  });
  return known ? value : undefined;
}

function singlePath(path: string | undefined): readonly string[] | undefined {
  return path === undefined ? undefined : [path];
}

function named(behaviour: Behaviour, names: string): Record<string, Behaviour> {
  return Object.fromEntries(names.split(' ').map(name => [name, behaviour]));
}
