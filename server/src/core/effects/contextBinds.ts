// What a RUN sees of the build context by `--mount=type=bind`: files that lie in no layer.
import type { ContextView } from '../context/contextView.js';
import { contextPath } from '../plan/paths.js';
import type { Mount, Step } from '../plan/plan.js';
import { sourceOfFile, type Placement } from './copyLayout.js';

export interface ContextBind {
  readonly mount: Mount;
  /** Relative to the context, `''` for all of it. */
  readonly source: string;
  readonly target: string;
}

const none: readonly ContextBind[] = [];

/** The binds of the build context; `undefined` when what one of them binds is only known during the build. */
export function contextBinds(step: Step): readonly ContextBind[] | undefined {
  const mounts = step.mounts.filter(mount => mount.type === 'bind' && mount.from === undefined);
  if (mounts.length === 0) return none;
  const found = mounts.flatMap((mount): readonly ContextBind[] => {
    const written = step.instruction.flags.find(flag => flag.range.from === mount.range.from)?.value ?? '$';
    // A value that is not known is missing from the mount, as if it had not been written.
    const isKnown = !written.includes('$') || ['source', 'src'].every(name => !new RegExp(`(^|,)${name}=`).test(written) || mount.source !== undefined);
    return isKnown && !/(^|,)from=/.test(written) && mount.target?.startsWith('/') === true ? [{ mount, source: contextPath(mount.source ?? ''), target: mount.target }] : [];
  });
  return found.length === mounts.length ? found : undefined;
}

/** Where the bound files lie while the RUN goes on. */
export function bindPlacements(step: Step, context: ContextView | undefined): readonly Placement[] {
  return (contextBinds(step) ?? none).map(({ source, target }) => {
    const kind = source === '' ? 'directory' : context?.entry(source)?.kind;
    if (kind === 'directory') return { kind: 'folder', from: source, to: target };
    return kind === 'file' ? { kind: 'file', from: source, to: target } : { kind: 'unclear', from: source, to: target };
  });
}

/** Whether a file of the context is bound to just this path. */
export function isBound(step: Step, path: string, source: string, context: ContextView | undefined): boolean {
  return bindPlacements(step, context).some(placement => sourceOfFile(placement, path) === source);
}
