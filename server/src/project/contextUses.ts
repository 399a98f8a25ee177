// What a Dockerfile that copies its whole context expects of it, where no COPY names a file: the manifest that its first command
// reads, and the way to the Dockerfile's own folder. Both tell of a context further up. Looks at names of folders only.
import type { BuildPlan, Location, Step } from '../core/plan/plan.js';
import { relativeTo } from '../core/effects/paths.js';
import { contextPath, joinPath } from '../core/plan/paths.js';
import { foldersUpTo } from './composeFiles.js';
import type { FileTree } from './host.js';
import { parentLocation, relativeLocation } from './locations.js';

/** Commands that fail without one of these files in their folder. */
const manifests: readonly { readonly command: RegExp; readonly names: readonly string[] }[] = [
  { command: /^make\b(?!.*\s(?:-f|-C|--file|--directory)\b)/, names: ['Makefile', 'makefile', 'GNUmakefile'] },
  { command: /^go mod (?:download|verify|vendor)\b/, names: ['go.mod'] },
  { command: /^(?:npm (?:ci|i|install)|yarn install|pnpm (?:i|install))\s*(?:$|&&|;|--)/, names: ['package.json'] },
  { command: /^cargo (?:build|fetch|check)\b(?!.*--manifest-path)/, names: ['Cargo.toml'] },
  { command: /^mvn\b(?!.*\s(?:-f|--file)\b)/, names: ['pom.xml'] },
  { command: /^\.\/gradlew\b/, names: ['gradlew'] },
  { command: /^bundle install\b/, names: ['Gemfile'] },
  { command: /^composer install\b/, names: ['composer.json'] },
];

/** The nearest folder above the Dockerfile's own that has what the file works with below a COPY of everything, and its own has not. */
export async function findFolderByUse(files: Pick<FileTree, 'names'>, plan: BuildPlan, dockerfile: Location, top: Location): Promise<Location | undefined> {
  const own = parentLocation(dockerfile);
  const uses = plan.stages.flatMap(({ steps }) => steps.flatMap(step => (isBroad(step) ? [{ copy: step, below: steps.slice(step.index + 1) }] : [])));
  if (uses.length === 0 || own === top) return undefined;
  const wanted = uses.flatMap(({ copy, below }) => manifestsOf(copy, below));
  const here = await files.names(own);
  const missing = wanted.filter(names => !names.some(name => here.includes(name)));
  for (const folder of foldersUpTo(own, top).slice(1)) {
    const way = relativeLocation(folder, own) ?? '';
    const first = way.split('/')[0] ?? '';
    if (!here.includes(first) && uses.some(({ copy, below }) => isNext(below, step => goesTo(step, copy, way)))) return folder;
    if (missing.length === 0) continue;
    const there = await files.names(folder);
    if (missing.every(names => names.some(name => there.includes(name)))) return folder;
  }
  return undefined;
}

function isBroad({ copy }: Step): boolean {
  return copy?.sources.some(source => source.kind === 'context' && source.path === '') ?? false;
}

/** What the first RUN below the COPY reads in the folder that was copied to. */
function manifestsOf(copy: Step, below: readonly Step[]): readonly (readonly string[])[] {
  const [run] = below;
  if (run?.kind !== 'run' || run.state.workdir === undefined || copy.copy?.destination === undefined || joinPath('/', copy.copy.destination) !== run.state.workdir) return [];
  const text = run.instruction.logicalText.slice(run.instruction.keyword.length).trim();
  return manifests.filter(({ command }) => command.test(text)).map(({ names }) => names);
}

/** Whether the next step that is no COPY is such a WORKDIR: a RUN above it may have made the folder. */
function isNext(below: readonly Step[], is: (step: Step) => boolean): boolean {
  const next = below.find(step => step.copy === undefined);
  return next?.kind === 'workdir' && is(next);
}

/** Whether a WORKDIR goes from where the context was copied to along the way. */
function goesTo(step: Step, copy: Step, way: string): boolean {
  const written = step.instruction.args[0]?.text ?? '';
  const isInside = (path: string) => path === way || path.startsWith(`${way}/`);
  if (!written.startsWith('/')) return copy.instruction.args.at(-1)?.text === '.' && isInside(contextPath(written));
  const to = copy.copy?.destination;
  return to !== undefined && isInside(relativeTo(joinPath('/', to), joinPath('/', written)) ?? '');
}
