// The image that a stage begins with, through the stages that it is built on.
import type { Stage, StageBase } from '../plan/plan.js';
import { Note } from '../text/notes.js';

export type BaseImage = Extract<StageBase, { readonly kind: 'image' }>;

/** `undefined`: it is not an image, or only the build knows which one. */
export function baseImageOf(stage: Stage): BaseImage | undefined {
  const base = rootOf(stage);
  return base.kind === 'image' ? base : undefined;
}

/** Asked for by every step, and a file can be one chain of stages. */
const roots = new Note<StageBase>();

function rootOf(stage: Stage): StageBase {
  const known = roots.get(stage);
  if (known) return known;
  const passed = [stage];
  let { base } = stage;
  for (; base.kind === 'stage'; base = base.stage.base) {
    const above = roots.get(base.stage);
    if (above) {
      base = above;
      break;
    }
    passed.push(base.stage);
  }
  for (const one of passed) roots.set(one, base);
  return base;
}
