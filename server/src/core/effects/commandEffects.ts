// What common small programs read and write, by their arguments. A program that is not here may do anything.
import type { ShellCommand, ShellWord } from '../shell/script.js';
import { behaviours, buildFolders, fileTests, harmlessOnFound, housekeeping, knownInstallers, lookingAround, projectSettings, settingSubcommands, writtenSettings } from './commandEffects.data.js';
import type { PathSet } from './effects.js';
import { absolutePath, anyPath, noPaths, union } from './paths.js';
import { expandText } from './variableWords.js';

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

/** What the command reads and writes; `undefined` when it may do anything. */
export function commandEffects(command: ShellCommand, place: Place): CommandEffects | undefined {
  const own = programEffects(command, place);
  if (!own || command.openArguments) return undefined;
  return withRedirects(own, command, place);
}

/** A script from the net that a shell reads from a pipe: known by where it comes from. */
export function pipedEffects(from: ShellCommand | undefined, between: string, shell: ShellCommand, place: Place): CommandEffects | undefined {
  if (!/^(curl|wget)$/.test(from?.name ?? '') || !/^(bash|sh|dash|ash|zsh|python3?)$/.test(shell.name ?? '') || !/^(?:[^&;|\n]|[\\`]\r?\n)*\|\s*(?:[\\`]\r?\n\s*)*$/.test(between)) return undefined;
  const isKnown = from?.args.some(arg => arg.static && knownInstallers.test(arg.value)) === true;
  // What stands before `-s` or `-` would be a script of its own.
  const readsPipe = shell.args.length === 0 || /^-(?:s|[a-zA-Z]*s)?$/.test(shell.args[0]?.value ?? '');
  if (!isKnown || !readsPipe || shell.openArguments) return undefined;
  return both({ paths: [...place.system, '/home', '/opt', '/root', '/tmp'], open: false });
}

function programEffects(command: ShellCommand, place: Place): CommandEffects | undefined {
  const { name, args } = command;
  if (name === undefined) return undefined;
  const system: PathSet = { paths: place.system, open: false };
  if (args.length === 1 && /^(--version|-V|-v|version)$/.test(args[0]?.value ?? '')) return { reads: system, writes: noPaths };
  if (isVirtualEnvironment(command)) return { reads: system, writes: pathsOf(args.slice(2), place) };
  const subcommand = args.find(arg => !arg.value.startsWith('-'));
  if (subcommand?.static && Object.hasOwn(housekeeping, name) && housekeeping[name]?.test(subcommand.value)) return housekeepingEffects(command, subcommand.value, place);
  if (name === 'corepack' && subcommand?.value === 'prepare' && /@/.test(args.find(arg => arg.value.includes('@'))?.value ?? '')) return { reads: system, writes: system };
  return behaviourOf(command, place, system);
}

function behaviourOf(command: ShellCommand, place: Place, system: PathSet): CommandEffects | undefined {
  const { args } = command;
  const words = pathWords(args);
  const behaviour = Object.hasOwn(behaviours, command.name ?? '') ? behaviours[command.name ?? ''] : undefined;
  switch (behaviour) {
    case 'nothing': return { reads: pathsOf(args.filter(isGlob), place), writes: noPaths };
    case 'test': return { reads: testedPaths(command, place), writes: noPaths };
    case 'reads-arguments': return { reads: pathsOf(looksAround(command, words) ? [...words, here(command)] : words, place), writes: noPaths };
    case 'reads-but-first': return { reads: pathsOf(words.slice(1), place), writes: noPaths };
    case 'writes-arguments': return { reads: noPaths, writes: pathsOf(words, place) };
    case 'writes-but-first': return { reads: pathsOf(words.slice(1), place), writes: pathsOf(words.slice(1), place) };
    case 'reads-and-writes': return sedScript(command) ?? both(pathsOf(words, place));
    case 'replaces-arguments': return both(pathsOf(words.flatMap(word => [word, without(word, /\.\w+$/), ...['.gz', '.bz2', '.xz', '.zst'].map(ending => withEnding(word, ending))]), place));
    case 'download': return download(command, place);
    case 'system': return { reads: system, writes: system };
    case 'system-and-arguments': return both(union(system, pathsOf([...words, ...outputs(command)], place)));
    case 'users': return { reads: system, writes: union({ paths: [...place.system, '/home'], open: false }, pathsOf(words.filter(word => !word.static || word.value.startsWith('/')), place)) };
    case 'system-build': return { reads: union(system, pathsOf(words.filter(word => word.value.includes('/')), place)), writes: { paths: [...place.system, ...buildFolders], open: false } };
    case 'find': return find(command, place);
    case 'extract': return extract(command, place);
    case 'unzip': return args.some(arg => /^-d./.test(arg.value)) ? undefined : { reads: pathsOf(words, place), writes: pathsOf(optionValues(command, /^-d$/) ?? [here(command)], place) };
    case 'clone': return git(command, place, system);
    case 'toolchain': return { reads: union(system, ['rust-toolchain', 'rust-toolchain.toml'].reduce<PathSet>((set, name) => union(set, inDirectory(name, place)), noPaths)), writes: system };
    case undefined: return undefined;
  }
}

/** The shell looks into a folder for what it puts in the place of such a word. */
function isGlob({ static: isStatic, text }: ShellWord): boolean {
  return !isStatic && /[*?[]/.test(text);
}

/** Without a file to read some programs look at the folder they are in: `ls > list`, `grep -r pattern`. */
function looksAround({ name, args }: ShellCommand, words: readonly ShellWord[]): boolean {
  return (lookingAround.has(name ?? '') && words.length === 0) || (/grep$/.test(name ?? '') && args.some(arg => /^-[a-zA-Z]*[rR]|^--(dereference-)?recursive$/.test(arg.value)));
}

function both(set: PathSet): CommandEffects {
  return { reads: set, writes: set };
}

/** Words that may be paths: all that are no options, and what is glued to an option (`--target-directory=/x`, `-C/x`). */
function pathWords(args: readonly ShellWord[]): readonly ShellWord[] {
  return args.flatMap(arg => {
    if (!arg.value.startsWith('-')) return [arg];
    return /^--?[\w-]+=/.test(arg.value) ? [without(arg, /^--?[\w-]+=/)] : /^-\w[/.$]/.test(arg.value) ? [without(arg, /^-\w/)] : [];
  });
}

function without(word: ShellWord, part: RegExp): ShellWord {
  return { ...word, value: word.value.replace(part, ''), text: word.text.replace(part, '') };
}

function withEnding(word: ShellWord, ending: string): ShellWord {
  return { ...word, value: word.value + ending, text: word.text + ending };
}

/** The words behind an option; `undefined` when it does not occur. */
function optionValues(command: ShellCommand, option: RegExp): readonly ShellWord[] | undefined {
  const values = command.args.flatMap((arg, at) => (option.test(arg.value) ? command.args[at + 1] ?? [] : []));
  return values.length > 0 ? values : undefined;
}

function outputs(command: ShellCommand): readonly ShellWord[] {
  return [...optionValues(command, /^(-o|--output|-d|--root|--prefix)$/) ?? [], ...pathWords(command.args.filter(arg => arg.value.startsWith('-')))];
}

/** The working directory as a word. */
function here({ range }: ShellCommand): ShellWord {
  return { value: '.', text: '.', static: true, range };
}

function inDirectory(name: string, place: Place): PathSet {
  const path = absolutePath(place.directory, name);
  return path === undefined ? anyPath : { paths: [path], open: false };
}

/** `[ -f a ]` looks at `a`; what is only compared as text is no file. */
function testedPaths({ args }: ShellCommand, place: Place): PathSet {
  const files = args.filter((_, at) => {
    const before = args[at - 1];
    return (before?.static === true && (fileTests.has(before.value) || /^-(nt|ot|ef)$/.test(before.value))) || /^-(nt|ot|ef)$/.test(args[at + 1]?.value ?? '');
  });
  return pathsOf(files, place);
}

/** Looks through folders; what it does to what it finds stays in them. */
function find(command: ShellCommand, place: Place): CommandEffects | undefined {
  const { args } = command;
  const end = args.findIndex(arg => /^[-(!]/.test(arg.value) && !/^-[HLP]$/.test(arg.value));
  const starts = (end < 0 ? args : args.slice(0, end)).filter(arg => !arg.value.startsWith('-'));
  const folders = pathsOf(starts.length === 0 ? [here(command)] : starts, place);
  const run = args.flatMap((arg, at) => (/^-(exec|execdir|ok|okdir)$/.test(arg.value) ? [args[at + 1]?.value ?? ''] : []));
  if (run.some(program => !harmlessOnFound.has(program)) || args.some(arg => /^-f(ls|print0?|printf)$/.test(arg.value))) return undefined;
  return run.length > 0 || args.some(arg => arg.value === '-delete') ? both(folders) : { reads: folders, writes: noPaths };
}

/** Unpacks into `-C`, or into its directory; packs what it is given. */
function extract(command: ShellCommand, place: Place): CommandEffects | undefined {
  const { args } = command;
  const [first, ...rest] = args;
  const letters = [first, ...rest.filter(arg => /^-\w/.test(arg.value))].map(arg => arg?.value ?? '').filter(value => !value.startsWith('--'));
  // Options that take words out of other places, run programs, or hide the folder among other letters.
  if (letters.some(value => /^-?[a-zA-Z]*[PTI]|^-?[a-zA-Z]+C/.test(value)) || args.some(arg => /^--(absolute-names|one-top-level|to-command|use-compress-program|files-from|checkpoint-action|transform|xform)/.test(arg.value))) return undefined;
  const words = pathsOf(pathWords(first?.value.startsWith('-') ? args : rest), place);
  if (!letters.some(value => /^-?[a-zA-Z]*x/.test(value)) && !args.some(arg => /^--(extract|get)$/.test(arg.value))) return both(words);
  const glued = args.filter(arg => /^(-C.|--directory=)/.test(arg.value)).map(arg => without(arg, /^(-C|--directory=)/));
  const targets = [...optionValues(command, /^(-C|--directory)$/) ?? [], ...glued];
  return { reads: words, writes: pathsOf(targets.length > 0 ? targets : [here(command)], place) };
}

/** Of git only what configures it, and a clone: into the folder that it is given, or the one that it makes. */
function git(command: ShellCommand, place: Place, system: PathSet): CommandEffects | undefined {
  const [verb, ...rest] = command.args;
  if (verb?.value === 'config' && rest.some(arg => arg.value === '--global' || arg.value === '--system')) return { reads: system, writes: system };
  if (verb?.value === 'lfs' && rest[0]?.value === 'install' && !rest.some(arg => arg.value === '--local')) return { reads: system, writes: system };
  if (verb?.value !== 'clone') return undefined;
  const url = rest.findIndex(arg => /^(https?|ssh|git):\/\/|^git@/.test(arg.value));
  const from = rest[url];
  const into = rest.slice(url + 1).find(arg => !arg.value.startsWith('-'));
  if (!from || rest.some(arg => /^(--reference|--separate-git-dir|--template|-c|--config)/.test(arg.value))) return undefined;
  if (!into && !from.static) return undefined;
  const name = from.value.replace(/\/+$/, '').replace(/\.git$/, '').split(/[/:]/).at(-1) ?? '';
  return { reads: system, writes: into ? pathsOf([into], place) : inDirectory(name, place) };
}

/** The words of a `sed` can't be told from its script without knowing every option. */
function sedScript(command: ShellCommand): CommandEffects | undefined {
  return command.name === 'sed' && command.args.some(arg => !arg.static) ? { reads: { paths: [], open: true }, writes: { paths: [], open: true } } : undefined;
}

function housekeepingEffects({ name = '', args }: ShellCommand, subcommand: string, place: Place): CommandEffects {
  const system: PathSet = { paths: place.system, open: false };
  const filesOf = (files: readonly string[] = []) => union(system, ...files.map(file => inDirectory(file, place)));
  const written = settingSubcommands.test(subcommand) && Object.hasOwn(writtenSettings, name) ? writtenSettings[name] : undefined;
  const { only } = written ?? {};
  const writes = !only || args.some(arg => only.test(arg.value)) ? written?.files : [];
  return { reads: filesOf(Object.hasOwn(projectSettings, name) ? projectSettings[name] : []), writes: filesOf(writes) };
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
  const expanded = expandText(text, name => place.variable(name));
  if (expanded !== undefined) return singlePath(absolutePath(place.directory, expanded));
  const literal = /^[\w./@+-]*(?=[*?[{])/.exec(text)?.[0];
  if (literal === undefined || /\$|`/.test(text)) return undefined;
  const slash = literal.lastIndexOf('/');
  return singlePath(absolutePath(place.directory, slash < 0 ? '.' : literal.slice(0, slash + 1)));
}

function singlePath(path: string | undefined): readonly string[] | undefined {
  return path === undefined ? undefined : [path];
}
