// mix: Elixir packages.
import type { ShellCommand } from '../shell/script.js';
import { readCommandLine } from './shared/commandLine.js';
import type { Ecosystem, InstallCommand } from './ecosystem.js';
import { below } from './shared/tool.js';

const dependencies = /^deps\.(get|compile|update)$/;
const installers = /^(local\.hex|local\.rebar|archive\.install|escript\.install)$/;

/** The tasks of a command; `mix do a, b + c` runs several. */
function tasksOf(command: ShellCommand): readonly string[] {
  const words = readCommandLine(command.args, { valued: ['--only', '--app', '--target'] }).operands.map(word => word.value);
  if (words[0] !== 'do') return words.slice(0, 1);
  return words.slice(1).join(' ').split(/\s*[,+]\s*/).map(task => task.trim().split(/\s+/)[0] ?? '').filter(task => task !== '');
}

function recognise(command: ShellCommand): InstallCommand | undefined {
  if (command.name !== 'mix') return undefined;
  const tasks = tasksOf(command);
  const first = tasks.find(task => dependencies.test(task)) ?? tasks.find(task => installers.test(task));
  if (first === undefined) return undefined;
  const compiles = tasks.some(task => /^(compile|release|phx\.digest|assets\.deploy|escript\.build|test)$/.test(task));
  const kind = compiles ? 'build' : dependencies.test(first) ? 'manifest' : 'packages';
  return { ecosystem: mix, command, kind, label: `mix ${first}`, directory: command.directory, namedManifests: [], localPaths: [] };
}

export const mix: Ecosystem = {
  id: 'mix', name: 'Mix', family: 'other', manifestNames: ['mix.exs', 'mix.lock'],
  recognise,
  cacheFolders: (home, variable) => [{ target: variable('HEX_HOME') ?? below(home, '.hex'), sharing: undefined }],
  installedFolders: ['deps', '_build'],
};
