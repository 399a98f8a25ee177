// `Layerwise: Build Without Cache`: every step runs.
import type { BuildResult } from '../../../server/src/protocol/index.js';
import { readBuildRequest } from '../builds/request.js';
import type { CommandParts } from './commandParts.js';

export function buildWithoutCache({ buildCommand }: Pick<CommandParts, 'buildCommand'>, argument: unknown): Promise<BuildResult | undefined> {
  return buildCommand.run({ ...readBuildRequest(argument), noCache: true });
}
