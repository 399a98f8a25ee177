// What commands are given to work with.
import type { Uri } from 'vscode';
import type { AnnotationsController } from '../annotations/controller.js';
import type { BuildCommand } from '../builds/buildCommand.js';
import type { Connection } from '../connection.js';
import type { RestartPolicy } from '../restartPolicy.js';

export interface CommandParts {
  readonly annotations: AnnotationsController;
  readonly buildCommand: BuildCommand;
  readonly connection: Connection;
  readonly restarts: RestartPolicy;
  readonly extensionUri: Uri;
  /** Where no process can be started. */
  readonly isBrowser: boolean;
}
