// The commands that every editor may call by the protocol's own request.
import type { Engine } from '../../core/progress/engine.js';
import type { Builds } from '../../project/builds.js';
import { buildCommand, proveCommand, type BuildParams, type ProveParams } from '../../protocol/index.js';
import type { Session } from '../session.js';
import { runBuild } from './build.js';
import { runProof } from './prove.js';

export const commands = [buildCommand, proveCommand];

/** What is asked for each time, because a setting may have changed. */
interface Current {
  readonly builds: () => Builds | undefined;
  readonly engine: () => Engine | undefined;
}

export function registerCommands(session: Session, current: Current): void {
  session.connection.onExecuteCommand(({ command, arguments: [argument] = [] }, token) => {
    if (command === buildCommand) return runBuild(session, current.builds(), argument as BuildParams, token);
    if (command === proveCommand) return runProof(session, current.engine(), argument as ProveParams | undefined, token);
    return null;
  });
}
