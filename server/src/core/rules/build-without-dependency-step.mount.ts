// The second cure of a build without a dependency step: cache mounts on the folders that its package manager works out of.
import { cacheFolderShipped } from '../effects/cacheFolderUse.js';
import { supports } from '../plan/frontend.js';
import type { Step } from '../plan/plan.js';
import { baseImageOf } from './baseImage.js';
import { publishes, startsWithBuildTool } from './build-without-dependency-step.data.js';
import type { FoundBuild } from './build-without-dependency-step.find.js';
import { messages } from './build-without-dependency-step.messages.js';
import { foldersOf, targetsOf } from './cacheFolders.js';
import { planMounts } from './missing-cache-mount.plan.js';
import type { Fix, RuleContext } from './rule.js';

/** The cure; `undefined` where something else needs what the folders hold. */
export function mountCure({ step, install }: FoundBuild, context: RuleContext): Fix | undefined {
  if (!supports('cache-mount', context.syntax) || isWindows(step, context)) return undefined;
  const plan = planMounts(step, install, context, !runsBuildTool(context));
  // What one step puts there for another would be gone with the cache.
  if (plan.state === 'blocked' || (plan.count > 1 && publishes.test(step.instruction.text))) return undefined;
  const manager = install.ecosystem.name;
  const folders = targetsOf(foldersOf(step, install, context) ?? []);
  const isShipped = cacheFolderShipped(step.stage, folders, context.plan) !== 'no';
  return {
    title: messages.mountTitle({ manager }),
    files: [{ location: context.plan.setup.dockerfile, text: context.syntax.text, creates: false, edits: plan.edits }],
    ...(isShipped ? { changes: messages.mountChanges({ manager, folder: folders[0] ?? '' }), expectedDifferences: folders } : {}),
  };
}

/** Folders and mounts of Windows images are others. */
function isWindows(step: Step, context: RuleContext): boolean {
  const image = baseImageOf(step.stage);
  const { dialect } = context.script(step);
  return context.syntax.escape === '`' || dialect === 'powershell' || dialect === 'cmd' || (image !== undefined && /windows|nanoserver|servercore|dotnet\/framework/i.test(`${image.name}:${image.tag ?? ''}`));
}

/** Whether containers start by building or running with the package manager, which would then fetch everything again. */
function runsBuildTool({ plan: { target } }: RuleContext): boolean {
  return target?.instructions.some(({ keyword, text }) => (keyword === 'CMD' || keyword === 'ENTRYPOINT') && startsWithBuildTool.test(text)) ?? true;
}
