// The task type `layerwise` as it stands in tasks.json. Pure, and must not know the editor's task API.

export interface LayerwiseTask {
  /** Path of the Dockerfile, absolute or below the workspace folder. */
  readonly dockerfile: string;
  readonly context?: string;
  readonly target?: string;
  readonly args?: Readonly<Record<string, string>>;
}

export const taskType = 'layerwise';

/** The definition if it can be run; undefined when the Dockerfile is missing. What has the wrong type is left out. */
export function readTaskDefinition(definition: Readonly<Record<string, unknown>>): LayerwiseTask | undefined {
  const { dockerfile, context, target, args } = definition;
  if (typeof dockerfile !== 'string' || dockerfile === '') return undefined;
  return {
    dockerfile,
    ...(typeof context === 'string' && context !== '' ? { context } : {}),
    ...(typeof target === 'string' && target !== '' ? { target } : {}),
    ...(typeof args === 'object' && args !== null ? { args: asTexts(args) } : {}),
  };
}

/** Numbers and booleans are what people write in JSON without quotes; they reach the engine as text anyway. */
function asTexts(args: object): Readonly<Record<string, string>> {
  const scalars = Object.entries(args).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
  return Object.fromEntries(scalars.map(([name, value]) => [name, String(value)]));
}

/** What a task's process would exit with. */
export function exitCodeOf(status: 'succeeded' | 'failed' | 'canceled' | 'busy' | 'refused'): number {
  if (status === 'succeeded') return 0;
  return status === 'canceled' ? 130 : 1;
}
