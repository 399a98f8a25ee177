// Which virtual environments a Python install in a RUN works in: the folders that packages go to. Data in, paths out.
import type { Step } from '../plan/plan.js';
import { isWithin } from '../plan/paths.js';
import type { ShellScript } from '../shell/script.js';
import { absolutePath } from './paths.js';
import { systemFolders } from './systemFolders.js';

/** Folders named by VIRTUAL_ENV, by PATH, by an `activate` script or by the path of a program in the RUN. */
export function environmentsOf(step: Step, script: ShellScript): readonly string[] {
  const folders = [...fromVariables(step), ...fromCommands(step, script)];
  return [...new Set(folders)].filter(folder => folder !== '/' && folder !== '/usr' && !systemFolders.some(system => isWithin(folder, system)));
}

function fromVariables(step: Step): readonly string[] {
  const { variables } = step.state;
  const path = variables.get('PATH');
  const written = path?.source?.assignments.find(assignment => assignment.name === 'PATH')?.rawValue ?? '';
  const entries = written.replace(/["']/g, '').split(':').map(entry => entry.replace(/\$\{?(\w+)\}?/g, (whole, name: string) => variables.get(name)?.value ?? whole));
  const named = entries.filter(entry => /^\/[^$]*\/bin$/.test(entry)).map(entry => entry.slice(0, -'/bin'.length));
  const active = variables.get('VIRTUAL_ENV')?.value;
  return active?.startsWith('/') ? [...named, active] : named;
}

function fromCommands(step: Step, script: ShellScript): readonly string[] {
  return script.commands.flatMap(command => {
    const directory = command.directory === undefined ? undefined : absolutePath(step.state.workdir, command.directory === '' ? '.' : command.directory);
    const words = [command.nameWord?.value ?? '', ...(command.name === '.' || command.name === 'source' ? command.args.map(arg => arg.value) : [])];
    return words.flatMap(word => {
      const folder = /^(.+)\/bin\/[^/]+$/.exec(word)?.[1];
      return folder === undefined ? [] : absolutePath(directory, folder) ?? [];
    });
  });
}
