// Finds base images that nothing holds in place. Asks no registry: what an image is today is not known here, only what the last
// build started from.
import { defineMessages, roundDuration } from '../../messages/index.js';
import type { Stage } from '../plan/plan.js';
import { defineRule, type Fix, type Report, type RuleContext } from './rule.js';

const messages = defineMessages('rules.unpinned-base', {
  untagged: "'{image}' has no tag, so it moves with every release and all steps of this stage run again then",
  untaggedCost: "'{image}' has no tag, so it moves with every release and all steps of this stage run again then ({cost} in the last builds)",
  latest: "'{image}' moves with every release, and all steps of this stage run again then",
  latestCost: "'{image}' moves with every release, and all steps of this stage run again then ({cost} in the last builds)",
  title: 'Pin to the digest of the last build',
  blockedUnknown: 'No automatic fix: no build of this file has told the digest of the image; write the version that you use as its tag',
  blockedVariable: 'No automatic fix: the reference is put together from variables; give the tag where they are set',
});

export const unpinnedBase = defineRule({
  id: 'unpinned-base',
  since: '0.1.0',
  category: 'stability',
  severity: 'information',
  fix: 'unsafe',
  sameAs: { hadolint: ['DL3006', 'DL3007'] },
  check,
});

function check(context: RuleContext): void {
  for (const stage of context.plan.stages) {
    const { base } = stage;
    // Without a step of its own a stage has nothing to run again.
    if (base.kind !== 'image' || base.digest !== undefined || stage.steps.length < 2) continue;
    if (base.tag !== undefined && base.tag !== 'latest') continue;
    const cost = costBelow(stage, context);
    const image = base.reference;
    const plain = base.tag === undefined ? messages.untagged : messages.latest;
    const withCost = base.tag === undefined ? messages.untaggedCost : messages.latestCost;
    context.report({ range: base.referenceRange, message: cost === 0 ? plain({ image }) : withCost({ image, cost: roundDuration(cost) }), ...cureOf(stage, base, context) });
  }
}

type ImageBase = Extract<Stage['base'], { readonly kind: 'image' }>;

function cureOf(stage: Stage, { reference, referenceRange }: ImageBase, context: RuleContext): Pick<Report, 'fix' | 'blocked'> {
  const { text } = context.syntax;
  if (text.slice(referenceRange.from, referenceRange.to) !== reference) return { blocked: messages.blockedVariable() };
  const from = stage.steps[0];
  const digest = from && context.cost.baseDigest?.(from);
  if (digest === undefined) return { blocked: messages.blockedUnknown() };
  const edits = [{ range: { from: referenceRange.to, to: referenceRange.to }, newText: `@${digest}` }];
  return { fix: (): Fix => ({ title: messages.title(), files: [{ location: context.plan.setup.dockerfile, text, creates: false, edits }] }) };
}

function costBelow(stage: Stage, context: RuleContext): number {
  return stage.steps.slice(1).reduce((sum, step) => sum + (context.cost.lastRun(step) ?? 0), 0);
}
