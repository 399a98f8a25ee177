// The words of build-without-dependency-step.
import { defineMessages } from '../../messages/index.js';

export const messages = defineMessages('rules.build-without-dependency-step', {
  found: "'{build}' fetches all dependencies again with every source edit: no step above '{copy}' fetches them and no cache mount keeps them",
  foundCost: "'{build}' fetches all dependencies again with every source edit ({cost} last time): no step above '{copy}' fetches them and no cache mount keeps them",
  compiled: "'{build}' fetches and compiles all dependencies again with every source edit: no step above '{copy}' fetches them and no cache mount keeps them",
  compiledCost: "'{build}' fetches and compiles all dependencies again with every source edit ({cost} last time): no step above '{copy}' fetches them and no cache mount keeps them",
  copy: "'{copy}' changes with every source edit, so the dependencies of '{build}' are fetched again each time",
  fetchTitle: "Run '{fetch}' before '{copy}'",
  copyAndFetchTitle: "Copy {manifest} and run '{fetch}' before '{copy}'",
  fetchChanges: "The image also holds what '{fetch}' fetches beyond what the build needs",
  fetchLeaves: "The image also holds what '{fetch}' leaves in the project",
  fetchLeavesMore: "The image also holds what '{fetch}' leaves in the project, and what it fetches beyond what the build needs",
  mountTitle: 'Keep what {manager} fetches in a cache mount',
  mountChanges: 'The image no longer holds what {manager} keeps in {folder}',
});

export const blocked = defineMessages('rules.build-without-dependency-step.blocked', {
  noFetch: "No automatic fix: {manager} has no command that only fetches what '{build}' needs",
  between: "No automatic fix: '{instruction}' in between may provide what the dependency step needs",
  before: "No automatic fix: '{command}' runs before the build in the same RUN and may provide what the dependency step needs",
  variable: 'No automatic fix: {name} is set in between, and the dependency step may need it',
  shell: "No automatic fix: the dependency step must work in {folder}, and this shell's way there is not known",
});
