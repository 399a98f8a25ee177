// Builds as tasks: one for every Dockerfile, and those that tasks.json describes. The server builds; the task's terminal
// only shows it and ends with its exit code.
import { CustomExecution, Task, TaskGroup, TaskScope, Uri, workspace, type TaskDefinition, type TaskProvider, type WorkspaceFolder } from 'vscode';
import { defineMessages } from '../../../server/src/messages/index.js';
import { findDockerfiles } from '../dockerfiles.js';
import { say } from '../text.js';
import type { Builds } from './builds.js';
import { readTaskDefinition, taskType } from './taskDefinition.js';
import { TaskTerminal } from './taskTerminal.js';

const messages = defineMessages('client.task', {
  buildFile: 'build {file}',
  buildTarget: 'build {file} ({target})',
});

export class BuildTasks implements TaskProvider {
  readonly #builds: Builds;
  readonly #isBrowser: boolean;

  constructor(builds: Builds, isBrowser: boolean) {
    this.#builds = builds;
    this.#isBrowser = isBrowser;
  }

  async provideTasks(): Promise<Task[]> {
    const found = await findDockerfiles();
    return found.flatMap(uri => {
      const folder = workspace.getWorkspaceFolder(uri);
      const dockerfile = workspace.asRelativePath(uri, false);
      return folder ? [this.#task({ type: taskType, dockerfile }, folder)] : [];
    });
  }

  resolveTask(task: Task): Task | undefined {
    if (!readTaskDefinition(task.definition)) return undefined;
    return this.#task(task.definition, task.scope ?? TaskScope.Workspace, task.name);
  }

  #task(definition: TaskDefinition, scope: WorkspaceFolder | TaskScope.Global | TaskScope.Workspace, name?: string): Task {
    const folder = typeof scope === 'object' ? scope.uri : workspace.workspaceFolders?.[0]?.uri;
    // The editor fills in variables only when the task runs, so it is read again then.
    const execution = new CustomExecution(resolved => Promise.resolve(new TaskTerminal({
      builds: this.#builds,
      isBrowser: this.#isBrowser,
      definition: readTaskDefinition(resolved),
      toUri: path => uriOf(path, folder),
    })));
    const task = new Task(definition, scope, name ?? nameOf(definition), 'Layerwise', execution, []);
    task.group = TaskGroup.Build;
    return task;
  }
}

function nameOf(definition: TaskDefinition): string {
  const { dockerfile = '', target } = readTaskDefinition(definition) ?? {};
  return say(target === undefined ? messages.buildFile({ file: dockerfile }) : messages.buildTarget({ file: dockerfile, target }));
}

function uriOf(path: string, folder: Uri | undefined): Uri {
  const isAbsolute = /^(?:[\\/]|[a-z]:[\\/])/i.test(path);
  return isAbsolute || !folder ? Uri.file(path) : Uri.joinPath(folder, path);
}
