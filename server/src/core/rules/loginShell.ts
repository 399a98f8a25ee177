// Whether a RUN's shell reads files of the image before the first command: then a RUN that is joined or cut may find others there.
import type { Step } from '../plan/plan.js';

export function readsProfile({ state }: Step): boolean {
  const isLogin = state.shell?.some(word => /^-(?:-login$|[a-z]*[li])/.test(word)) ?? false;
  return isLogin || state.variables.has('BASH_ENV') || state.variables.has('ENV');
}
