// Programs that run another program given in their arguments, as data: which of their options take a value, and how many
// words stand before the command. Knows nothing of the commands that they run.
import { dialectOfProgram, programName } from './dialect.js';
import type { SourceWord } from './words.js';

interface Wrapper {
  /** Options whose value is the next word; a long one with `=` never takes the next. */
  readonly valued?: readonly string[];
  /** Words between the options and the command (`timeout 10`). */
  readonly words?: number;
  /** Whether `NAME=value` words may stand before the command. */
  readonly assigns?: boolean;
  /** Options with which it does something else than running the command. */
  readonly otherUse?: readonly string[];
  /** Options whose value is the directory of the command. */
  readonly directory?: readonly string[];
  /** Options that leave the directory to somebody else. */
  readonly losesDirectory?: readonly string[];
  /** The word that must come first (`conda run`). */
  readonly verb?: string;
  /** As whom the command runs: what these options name, or else root; or the word that stands before it. */
  readonly user?: readonly string[] | 'word';
}

const condaRun: Wrapper = { verb: 'run', valued: ['-n', '--name', '-p', '--prefix', '--cwd', '-a', '--attach', '-e', '--env', '--root-prefix', '-r'], directory: ['--cwd'] };
const launcher: Wrapper = {};
const oneWord: Wrapper = { words: 1 };
const userFirst: Wrapper = { words: 1, user: 'word' };

const wrappers: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  ['sudo', { assigns: true, user: ['-u', '--user'], valued: ['-u', '--user', '-g', '--group', '-h', '--host', '-p', '--prompt', '-C', '--close-from', '-r', '--role', '-t', '--type', '-T', '--command-timeout', '-U', '--other-user', '-D', '--chdir', '-R', '--chroot'], directory: ['-D', '--chdir'], losesDirectory: ['-i', '--login', '-R', '--chroot'], otherUse: ['-l', '-v', '-k', '-K', '-e', '-V', '--list', '--validate', '--edit'] }],
  ['doas', { user: ['-u'], valued: ['-u', '-C'] }],
  ['env', { assigns: true, valued: ['-u', '--unset', '-C', '--chdir', '-a', '--argv0'], directory: ['-C', '--chdir'], otherUse: ['-S', '--split-string'] }],
  ['exec', { valued: ['-a'] }],
  ['time', { valued: ['-f', '--format', '-o', '--output'] }],
  ['nice', { valued: ['-n', '--adjustment'] }],
  ['ionice', { valued: ['-c', '--class', '-n', '--classdata', '-p', '-P', '-u'] }],
  ['nohup', launcher],
  ['command', { otherUse: ['-v', '-V'] }],
  ['builtin', launcher],
  ['eatmydata', launcher],
  ['fakeroot', { valued: ['-l', '--lib', '-s', '-i', '-b', '--faked'] }],
  ['setsid', launcher],
  ['linux32', launcher],
  ['linux64', launcher],
  ['stdbuf', { valued: ['-i', '-o', '-e', '--input', '--output', '--error'] }],
  ['timeout', { words: 1, valued: ['-k', '--kill-after', '-s', '--signal'] }],
  ['xargs', { valued: ['-I', '-n', '-P', '-L', '-d', '-a', '-E', '-s', '--max-args', '--max-procs', '--max-lines', '--delimiter', '--arg-file', '--replace', '--max-chars', '--process-slot-var'] }],
  ['xvfb-run', { valued: ['-e', '-f', '-n', '-p', '-s', '--server-args', '--server-num', '--error-file', '--auth-file', '--xauth-protocol'] }],
  ['dumb-init', { valued: ['--rewrite'] }],
  ['tini', { valued: ['-e', '-p'] }],
  ['gosu', userFirst],
  ['su-exec', userFirst],
  ['setarch', oneWord],
  ['busybox', launcher],
  ['conda', condaRun],
  ['mamba', condaRun],
  ['micromamba', condaRun],
  ['poetry', { verb: 'run', valued: ['-C', '--directory', '-P', '--project'] }],
  ['pipenv', { verb: 'run' }],
  ['corepack', launcher],
]);

/** A command with one wrapper taken away. */
export interface Unwrapped {
  readonly words: readonly SourceWord[];
  readonly assignments: readonly SourceWord[];
  readonly openArguments: boolean;
  /** The text that `xargs -I` replaces by what comes from the pipe. */
  readonly placeholder: string | undefined;
  /** The wrapper's own change of directory: a word, or `lost`. */
  readonly directory: SourceWord | 'lost' | undefined;
  /** As written; `undefined`: it changes no user. */
  readonly user: string | undefined;
}

const assignment = /^[A-Za-z_]\w*=/;

/** Takes one wrapper away; `undefined` when the first word is none, or is not used as one. */
export function unwrap(words: readonly SourceWord[]): Unwrapped | undefined {
  const first = words[0]?.word;
  const name = first?.static ? programName(first.value) : undefined;
  const wrapper = name === undefined ? undefined : wrappers.get(name);
  if (!wrapper) return undefined;
  let at = 1;
  if (wrapper.verb !== undefined && words[at++]?.word.value !== wrapper.verb) return undefined;
  let directory: SourceWord | 'lost' | undefined;
  let placeholder: string | undefined;
  for (; at < words.length; at++) {
    const option = words[at]?.word.value ?? '';
    if (!option.startsWith('-') || option === '-') break;
    if (option === '--') {
      at++;
      break;
    }
    const key = wrapper.valued?.find(item => item === option) ?? option.split('=', 1)[0] ?? option;
    if (wrapper.otherUse?.includes(key)) return undefined;
    const takesNext = wrapper.valued?.includes(option) ?? false;
    if (wrapper.losesDirectory?.includes(key)) directory = 'lost';
    else if (wrapper.directory?.includes(key)) directory = (takesNext ? words[at + 1] : undefined) ?? 'lost';
    if (name === 'xargs' && (option === '-I' || option === '--replace')) placeholder = words[at + 1]?.word.value;
    else if (name === 'xargs' && /^-(I.|i)/.test(option)) placeholder = option.slice(2) || '{}';
    if (takesNext) at++;
  }
  const assignments: SourceWord[] = [];
  while (wrapper.assigns && assignment.test(words[at]?.word.value ?? '')) {
    const word = words[at++];
    if (word) assignments.push(word);
  }
  const user = userOf(wrapper, words, at);
  at += wrapper.words ?? 0;
  const rest = words.slice(at);
  // `env`, `xargs` and `corepack enable` alone are commands of their own.
  if (rest.length === 0 || (name === 'corepack' && !/^(npm|npx|pnpm|pnpx|yarn|yarnpkg)$/.test(rest[0]?.word.value ?? ''))) return undefined;
  return { words: rest, assignments, openArguments: name === 'xargs', placeholder, directory, user };
}

/** `at`: where the wrapper's options end. */
function userOf({ user }: Wrapper, words: readonly SourceWord[], at: number): string | undefined {
  if (user === undefined) return undefined;
  const values = words.map(({ word }) => word.value);
  if (user === 'word') return values[at]?.split(':', 1)[0];
  const index = values.findIndex((value, place) => place < at && user.includes(value.split('=', 1)[0] ?? ''));
  return index < 0 ? 'root' : values[index]?.includes('=') ? values[index].slice(values[index].indexOf('=') + 1) : values[index + 1];
}

/** What a shell that is started as a command runs. */
export interface ShellCall {
  readonly dialect: 'sh' | 'bash';
  /** The text behind `-c`; `undefined`: it reads its standard input. */
  readonly script: SourceWord | undefined;
  readonly losesDirectory: boolean;
  /** As whom, as written; `undefined`: the shell changes no user. */
  readonly user: string | undefined;
}

/** Reads `sh -c '...'`, `bash -lc`, `su user -c '...'` and a shell without arguments; `undefined` for anything else. */
export function readShellCall(words: readonly SourceWord[]): ShellCall | undefined {
  const first = words[0]?.word;
  if (!first?.static) return undefined;
  if (/^(su|runuser)$/.test(programName(first.value))) return readSu(words);
  const dialect = dialectOfProgram(first.value);
  if (dialect !== 'sh' && dialect !== 'bash') return undefined;
  let command = false;
  for (let at = 1; at < words.length; at++) {
    const word = words[at]?.word;
    if (!word) break;
    if (word.value.startsWith('--')) {
      if (/^--(rcfile|init-file)$/.test(word.value)) at++;
    } else if (/^[-+][A-Za-z]/.test(word.value)) {
      command ||= word.value.startsWith('-') && word.value.includes('c');
      if (/[oO]/.test(word.value.slice(1))) at++;
    } else {
      return command ? { dialect, script: words[at], losesDirectory: false, user: undefined } : undefined;
    }
  }
  return command ? undefined : { dialect, script: undefined, losesDirectory: false, user: undefined };
}

const valuedBySu = /^(-c|--command|-lc|-s|--shell|-g|--group|-G|--supp-group|-w|--whitelist-environment)$/;

function readSu(words: readonly SourceWord[]): ShellCall | undefined {
  const at = words.findIndex(word => /^(-c|--command|-lc)$/.test(word.word.value));
  const script = at > 0 ? words[at + 1] : undefined;
  const shellAt = words.findIndex(word => /^(-s|--shell)$/.test(word.word.value));
  const dialect = shellAt > 0 ? dialectOfProgram(words[shellAt + 1]?.word.value ?? '') : 'sh';
  if (!script || (dialect !== 'sh' && dialect !== 'bash')) return undefined;
  // Options that take no value stand between the user and its script, as in `su - app -c`.
  const user = words.find((word, place) => place > 0 && !word.word.value.startsWith('-') && !valuedBySu.test(words[place - 1]?.word.value ?? ''));
  return { dialect, script, losesDirectory: words.some(word => /^(-|-l|--login|-lc)$/.test(word.word.value)), user: user?.word.value ?? 'root' };
}
