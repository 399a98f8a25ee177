// `Layerwise: Show Build Log`.
import type { CommandParts } from './commandParts.js';

export function showLog({ buildCommand }: Pick<CommandParts, 'buildCommand'>): void {
  buildCommand.showLog();
}
