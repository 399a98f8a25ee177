// `Layerwise: Build Image`, also behind the play button, the explorer's menu and the CodeLens.
import type { BuildResult } from '../../../server/src/protocol/index.js';
import { readBuildRequest } from '../builds/request.js';
import type { CommandParts } from './commandParts.js';

/** @param argument a Dockerfile's URI, `{ uri, target?, noCache? }`, or nothing for the Dockerfile in front */
export function buildImage({ buildCommand }: Pick<CommandParts, 'buildCommand'>, argument: unknown): Promise<BuildResult | undefined> {
  return buildCommand.run(readBuildRequest(argument));
}
