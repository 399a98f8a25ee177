// Where package managers of well-known base images keep their files, said as the variables that would name it although the
// images don't set them; what they do set is in the plan.
import type { Step } from '../plan/plan.js';
import { baseImageOf } from './baseImage.js';

const images: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map([
  // Its root's folder is a link to this one (gradle/docker-gradle).
  ['gradle', { GRADLE_USER_HOME: '/home/gradle/.gradle' }],
]);

/** The value that a variable would have for the base image of the step's stage; `undefined`: not known, or it is set. */
export function imageVariable(step: Step, name: string): string | undefined {
  if (step.state.variables.has(name)) return undefined;
  const image = baseImageOf(step.stage);
  if (!image) return undefined;
  const official = /^(?:(?:docker\.io|[\w.-]+(?::\d+)?(?:\/[\w.-]+)*\/library|docker\.io\/library|library)\/)?([\w-]+)$/.exec(image.name)?.[1];
  const known = official === undefined ? undefined : images.get(official);
  return known && Object.hasOwn(known, name) ? known[name] : undefined;
}
