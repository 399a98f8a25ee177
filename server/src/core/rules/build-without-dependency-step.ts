// Finds a build that fetches and compiles its dependencies together with the sources, so that every edit does all of it
// again. What it finds is in `.find.ts`, the two cures are in `.fetch.ts` and `.mount.ts`.
import { roundDuration, type Message } from '../../messages/index.js';
import type { InstallCommand } from '../ecosystems/ecosystem.js';
import { compilesDependencies } from './build-without-dependency-step.data.js';
import { fetchCure, type Cure } from './build-without-dependency-step.fetch.js';
import { findBuilds, type FoundBuild } from './build-without-dependency-step.find.js';
import { messages } from './build-without-dependency-step.messages.js';
import { mountCure } from './build-without-dependency-step.mount.js';
import { headRange } from './commandRange.js';
import { copyText } from './copy-before-install.names.js';
import { defineRule, type Fix, type Report, type RuleContext } from './rule.js';

export const buildWithoutDependencyStep = defineRule({
  id: 'build-without-dependency-step',
  since: '0.1.0',
  category: 'order',
  severity: 'warning',
  fix: 'safe',
  check,
});

function check(context: RuleContext): void {
  for (const found of findBuilds(context)) context.report(reportOf(found, context));
}

function reportOf(found: FoundBuild, context: RuleContext): Report {
  const { install, step, sources: [first] } = found;
  const milliseconds = context.cost.lastRun(step);
  const names = { build: install.label, copy: copyText(first) };
  const cure = fetchCure(found, context);
  const mount = mountCure(found, context);
  return {
    range: headRange(install.command),
    message: messageOf(install, names, milliseconds),
    ...(milliseconds !== undefined && milliseconds < 1000 ? { severity: 'information' } : {}),
    related: [{ range: first.instruction.range, message: messages.copy(names) }],
    ...curesFor(cure, mount),
  };
}

function messageOf({ ecosystem }: InstallCommand, names: { readonly build: string; readonly copy: string }, milliseconds: number | undefined): Message {
  const [found, foundCost] = compilesDependencies.has(ecosystem.id) ? [messages.compiled, messages.compiledCost] as const : [messages.found, messages.foundCost] as const;
  return milliseconds === undefined ? found(names) : foundCost({ ...names, cost: roundDuration(milliseconds) });
}

/** First what changes nothing else in the image; of two such the dependency step, because it helps with any builder. */
function curesFor(cure: Cure, mount: Fix | undefined): Pick<Report, 'fix' | 'alternatives' | 'blocked'> {
  const cures = [...(cure.state === 'fix' ? [cure.fix] : []), ...(mount ? [mount] : [])];
  const [first, ...others] = [...cures.filter(fix => !fix.changes), ...cures.filter(fix => fix.changes)];
  if (!first) return cure.state === 'blocked' ? { blocked: cure.why } : {};
  return { fix: () => first, ...(others.length > 0 ? { alternatives: others.map(fix => () => fix) } : {}) };
}
