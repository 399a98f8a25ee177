// The ids of the commands, for the activation stub, which must not load what they do.
export const commandIds = [
  'layerwise.buildImage',
  'layerwise.build',
  'layerwise.buildWithoutCache',
  'layerwise.proveFix',
  'layerwise.showLog',
  'layerwise.toggleAnnotations',
  'layerwise.openRulePage',
  'layerwise.restartServer',
  'layerwise.showMenu',
] as const;

export type CommandId = (typeof commandIds)[number];
