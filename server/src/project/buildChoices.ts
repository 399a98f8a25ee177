// Finds how a Dockerfile is built: by setting, by the user's last answer, by a compose file, or by the folder whose files
// its COPY sources fit. Asks nobody.
import type { BuildPlan, Location } from '../core/plan/plan.js';
import { defineMessages, type Message } from '../messages/index.js';
import { findComposeBuilds, foldersUpTo } from './composeFiles.js';
import { findFolderByUse } from './contextUses.js';
import type { FileTree, Host } from './host.js';
import { joinLocation, nameOf, parentLocation } from './locations.js';

const messages = defineMessages('build-choices', {
  setting: 'from your settings',
  remembered: 'as last time',
  compose: '{file}, service {service}',
  fits: 'the files it copies are here',
  uses: 'the files it works with are here',
  beside: 'the folder of the Dockerfile',
});

export interface Choice {
  readonly context: Location;
  readonly target: string | undefined;
  readonly args: ReadonlyMap<string, string | undefined>;
  readonly source: 'setting' | 'remembered' | 'compose' | 'fits' | 'beside';
  readonly reason: Message;
}

export interface Choices {
  readonly choices: readonly Choice[];
  /** Whether the first can be used without asking. */
  readonly certain: boolean;
}

export interface ChoiceInput {
  readonly dockerfile: Location;
  readonly plan: BuildPlan;
  /** The workspace folder that holds it, or its own folder. */
  readonly top: Location;
  readonly setting: { readonly context: string; readonly target: string; readonly args: Readonly<Record<string, string>> };
  readonly remembered: { readonly context: string; readonly target: string | undefined; readonly args: Readonly<Record<string, string>> } | undefined;
}

/** The possible builds, the best guess first. */
export async function findBuildChoices(host: Pick<Host, 'files' | 'readYaml'>, input: ChoiceInput): Promise<Choices> {
  const target = input.setting.target === '' ? undefined : input.setting.target;
  const settingArguments = new Map(Object.entries(input.setting.args));
  if (input.setting.context !== '') {
    const context = joinLocation(input.top, input.setting.context);
    return { choices: [{ context, target, args: settingArguments, source: 'setting', reason: messages.setting() }], certain: true };
  }
  const found: Choice[] = [];
  const { remembered } = input;
  // A folder that is gone is no answer any more.
  const isStillThere = remembered !== undefined && (await host.files.kind(remembered.context)) === 'directory';
  if (isStillThere) found.push({ context: remembered.context, target: remembered.target, args: new Map(Object.entries(remembered.args)), source: 'remembered', reason: messages.remembered() });
  for (const build of await findComposeBuilds(host, input.dockerfile, input.top)) {
    found.push({ context: build.context, target: target ?? build.target, args: new Map([...build.args, ...settingArguments]), source: 'compose', reason: messages.compose({ file: nameOf(build.file), service: build.service }) });
  }
  found.push({ ...(await findFolder(host.files, input)), target, args: settingArguments });
  const choices = found.filter((choice, index) => found.findIndex(other => sameBuild(choice, other)) === index);
  return { choices, certain: isStillThere || choices.length === 1 };
}

function sameBuild(a: Choice, b: Choice): boolean {
  return a.context === b.context && a.target === b.target;
}

/** By the sources of its COPYs; where these name nothing, by what it does with all that it copies. */
async function findFolder(files: FileTree, input: ChoiceInput): Promise<Pick<Choice, 'context' | 'source' | 'reason'>> {
  const { location, certain } = await findFittingFolder(files, input);
  if (certain || location !== parentLocation(input.dockerfile)) return { context: location, source: 'fits', reason: messages.fits() };
  const used = await findFolderByUse(files, input.plan, input.dockerfile, input.top);
  return used === undefined ? { context: location, source: 'beside', reason: messages.beside() } : { context: used, source: 'fits', reason: messages.uses() };
}

/** The nearest folder, from the Dockerfile's own upwards, that holds most of the COPY sources. */
async function findFittingFolder(files: FileTree, input: ChoiceInput): Promise<{ readonly location: Location; readonly certain: boolean }> {
  const own = parentLocation(input.dockerfile);
  const sources = contextSources(input.plan);
  if (sources.length === 0) return { location: own, certain: false };
  let best = { location: own, count: -1 };
  for (const folder of foldersUpTo(own, input.top)) {
    const kinds = await Promise.all(sources.map(source => files.kind(joinLocation(folder, source))));
    const count = kinds.filter(kind => kind !== undefined).length;
    if (count > best.count) best = { location: folder, count };
    if (count === sources.length) break;
  }
  return { location: best.location, certain: best.count > 0 };
}

/** Paths that a context must hold; of a wildcard its fixed folder. */
function contextSources(plan: BuildPlan): readonly string[] {
  const sources = new Set<string>();
  for (const stage of plan.stages) {
    for (const step of stage.steps) {
      for (const source of step.copy?.sources ?? []) {
        if (source.kind !== 'context' || source.path === undefined) continue;
        const parts = source.path.split('/');
        const wild = parts.findIndex(part => /[*?[\\]/.test(part));
        const path = (wild < 0 ? parts : parts.slice(0, wild)).join('/');
        if (path !== '') sources.add(path);
      }
      for (const mount of step.mounts) if (mount.type === 'bind' && mount.from === undefined && mount.source) sources.add(mount.source.replace(/^\/+/, ''));
    }
  }
  return [...sources].filter(path => path !== '' && path !== '.').slice(0, 50);
}
