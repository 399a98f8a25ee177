// The cure that copies no manifests at all: they are bound into the install's RUN for as long as it runs.
import { rewrittenLocks } from '../effects/lockFiles.js';
import { absolutePath } from '../effects/paths.js';
import { supports } from '../plan/frontend.js';
import { baseName, parentPath } from '../plan/paths.js';
import type { TextEdit } from '../text/edits.js';
import type { Victim } from './copy-before-install.blame.js';
import { editsBelow, type Rearrangement } from './copy-before-install.edits.js';
import type { ManifestLine } from './copy-before-install.manifests.js';
import { mountsEdit } from './mountText.js';
import type { Facts } from './rule.js';

/** More mounts than this are no shorter than copies. */
const mostMounts = 4;

/**
 * The edits; `undefined` where binding is not the same as copying: an install that writes to its manifests, folders that
 * would come from the mount, owners and modes that only COPY gives.
 */
export function bindEdits(arrangement: Rearrangement, victims: readonly Victim[], facts: Facts): readonly TextEdit[] | undefined {
  const needing = victims.filter(victim => victim.manifestInstalls.length > 0);
  const [victim] = needing;
  const { lines, syntax } = arrangement;
  if (!victim || needing.length > 1 || !supports('cache-mount', syntax) || lines.some(line => !isBindable(line, victim, facts))) return undefined;
  const files = lines.flatMap(line => line.files);
  if (files.length === 0 || files.length > mostMounts || rewritesLock(victim) || writesBound(files, victim) || isReadElsewhere(files, victim, victims)) return undefined;
  const flags = files.map(file => `--mount=type=bind,source=${file},target=${baseName(file)}`);
  return [mountsEdit(victim.step, flags, syntax), ...editsBelow({ ...arrangement, lines: [] })];
}

/** A mount makes the folder that it needs, with an owner and a mode of its own: it must be the working directory. */
function isBindable({ model, files, folder }: ManifestLine, victim: Victim, facts: Facts): boolean {
  const { workdir } = victim.step.state;
  const { copy } = model;
  if (!copy || workdir === undefined || copy.chown !== undefined || copy.chmod !== undefined) return false;
  return absolutePath(copy.destination, folder === '' ? '.' : folder) === workdir && files.every(file => facts.context?.entry(file)?.kind === 'file' && /^[\w./@+-]+$/.test(file));
}

/** An install that writes its lock file writes its manifest anew, too. */
function rewritesLock({ step, manifestInstalls }: Victim): boolean {
  return manifestInstalls.some(({ install }) => rewrittenLocks(install, name => step.state.variables.get(name)?.value).length > 0);
}

/** A mount is there for its own RUN only. */
function isReadElsewhere(files: readonly string[], { step }: Victim, victims: readonly Victim[]): boolean {
  const paths = new Set(files.map(file => absolutePath(step.state.workdir, baseName(file))));
  return victims.some(other => other.step !== step && other.commands.some(({ effects }) => effects?.reads.paths.some(path => paths.has(path))));
}

/** What is bound can't be written. */
function writesBound(files: readonly string[], victim: Victim): boolean {
  const { workdir } = victim.step.state;
  const paths = new Set(files.map(file => absolutePath(workdir, baseName(file))));
  return victim.commands.some(({ effects }) => !effects || effects.writes.paths.some(path => paths.has(path) || [...paths].some(bound => bound !== undefined && parentPath(bound) === path)));
}
