// Finds COPY sources that are not in the build context while another folder that belongs to the Dockerfile has them: then it is the
// context that is wrong. Sources that are nowhere may be made before the build; nothing is said of them.
import { defineMessages } from '../../messages/index.js';
import type { ContextView } from '../context/contextView.js';
import type { BuildSetup } from '../plan/plan.js';
import { missingSources } from './missingSources.js';
import { defineRule, type RuleContext } from './rule.js';

const messages = defineMessages('rules.source-outside-context', {
  inside: "'{path}' is not in the build context '{context}' but in its folder '{folder}': the build fails here. Build with '{folder}' as the context, or write '{folder}/{path}'",
  outside: "'{path}' is not in the build context '{context}' but in '{folder}', outside of it: the build fails here. Build with '{folder}' as the context",
});

export const sourceOutsideContext = defineRule({
  id: 'source-outside-context',
  since: '0.1.0',
  category: 'context',
  severity: 'warning',
  fix: 'none',
  check,
});

function check(context: RuleContext): void {
  const view = context.context;
  const root = context.plan.setup.context;
  if (!view || root === undefined) return;
  for (const { path, source, ignored } of missingSources(context, view)) {
    if (ignored) continue;
    const named = { path, context: nameOf(root) };
    const inside = foldersOfDockerfile(view).find(folder => view.entry(`${folder}/${path}`));
    const outside = inside === undefined ? foldersOutside(context.plan.setup).find(({ way }) => isFile(view, `${way}${path}`)) : undefined;
    if (inside !== undefined) context.report({ range: source.range, message: messages.inside({ ...named, folder: inside }) });
    else if (outside) context.report({ range: source.range, message: messages.outside({ ...named, folder: nameOf(outside.folder) }) });
  }
}

/** The Dockerfile's folder in the context and those above it, the nearest first; the context's root left out. */
function foldersOfDockerfile({ dockerfilePath }: ContextView): readonly string[] {
  const parts = dockerfilePath?.split('/').slice(0, -1) ?? [];
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('/'));
}

interface OutsideFolder {
  readonly folder: string;
  /** From the context's root, with a slash at its end. */
  readonly way: string;
}

/** The Dockerfile's folder, when it lies outside, and the nearest one that holds both it and the context. */
function foldersOutside({ dockerfile, context = '' }: BuildSetup): readonly OutsideFolder[] {
  const own = dockerfile.split('/').slice(0, -1);
  const root = context.split('/');
  const shared = root.findIndex((part, index) => own[index] !== part);
  if (shared <= 1) return [];
  const up = '../'.repeat(root.length - shared);
  const down = own.slice(shared).map(part => `${part}/`).join('');
  const common = { folder: own.slice(0, shared).join('/'), way: up };
  return down === '' ? [common] : [{ folder: own.join('/'), way: `${up}${down}` }, common];
}

/** Of what lies outside only small files can be seen. */
function isFile(view: ContextView, path: string): boolean {
  return view.read(path).state === 'text';
}

function nameOf(location: string): string {
  return location.slice(location.lastIndexOf('/') + 1) || location;
}
