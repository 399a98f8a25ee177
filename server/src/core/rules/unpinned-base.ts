// Finds base images that nothing holds in place. Asks no registry: what an image is today is not known here, only what the last
// build started from.
import { defineMessages, roundDuration } from '../../messages/index.js';
import type { Stage } from '../plan/plan.js';
import { hasNoVersionTags, isEndedImage, isLocalImage } from './releasedImages.data.js';
import { isFloatingVariant } from './unpinned-base.data.js';
import { defineRule, type Fix, type Report, type RuleContext } from './rule.js';

const messages = defineMessages('rules.unpinned-base', {
  untagged: "'{image}' has no tag, so it moves with every release and all steps of this stage run again then",
  untaggedCost: "'{image}' has no tag, so it moves with every release and all steps of this stage run again then ({cost} in the last builds)",
  latest: "'{image}' moves with every release, and all steps of this stage run again then",
  latestCost: "'{image}' moves with every release, and all steps of this stage run again then ({cost} in the last builds)",
  rebuilt: "'{image}' may be rebuilt under the same name, and all steps of this stage run again then",
  rebuiltCost: "'{image}' may be rebuilt under the same name, and all steps of this stage run again then ({cost} in the last builds)",
  variant: "'{image}' names no version, so it moves with every release and all steps of this stage run again then",
  variantCost: "'{image}' names no version, so it moves with every release and all steps of this stage run again then ({cost} in the last builds)",
  title: 'Pin to the digest of the last build',
  blockedUnknown: 'No automatic fix: no build of this file has told the digest of the image; write the version that you use as its tag',
  blockedUntaggable: "No automatic fix: no build of this file has told the digest of the image. It has no tags for versions, so pin its digest; 'docker buildx imagetools inspect {image}' shows it",
  blockedVariable: 'No automatic fix: the reference is put together from variables; give the tag where they are set',
  blockedPath: 'No automatic fix: a digest would hold for one value of the variable in the reference only; write the version that you use as its tag',
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
    // Without a step of its own, or when it is never built, a stage has nothing to run again.
    if (!stage.reachable || base.kind !== 'image' || base.digest !== undefined || stage.steps.length < 2) continue;
    if (base.tag !== undefined && base.tag !== 'latest' && !isFloatingVariant(base.reference)) continue;
    // Nobody releases what is built on this machine, and what is no longer released stays what it is.
    if (isLocalImage(base.name) || isEndedImage(base)) continue;
    const cost = costBelow(stage, context);
    const image = base.reference;
    const { plain, withCost } = wordsFor(base);
    context.report({ range: base.referenceRange, message: cost === 0 ? plain({ image }) : withCost({ image, cost: roundDuration(cost) }), ...cureOf(stage, base, context) });
  }
}

function wordsFor({ tag, reference }: ImageBase) {
  // A path that names a release holds it in place, and only its rebuilds move.
  if (/\/.*(?:\d+\.\d+|\b(?:debian|ubuntu|alpine|ubi|rhel|centos|fedora)-?\d)/.test(reference)) return { plain: messages.rebuilt, withCost: messages.rebuiltCost };
  if (tag === undefined) return { plain: messages.untagged, withCost: messages.untaggedCost };
  return tag === 'latest' ? { plain: messages.latest, withCost: messages.latestCost } : { plain: messages.variant, withCost: messages.variantCost };
}

type ImageBase = Extract<Stage['base'], { readonly kind: 'image' }>;

function cureOf(stage: Stage, { name, reference, referenceRange }: ImageBase, context: RuleContext): Pick<Report, 'fix' | 'blocked'> {
  const { text } = context.syntax;
  const written = text.slice(referenceRange.from, referenceRange.to);
  if (written !== reference) return { blocked: endsWithoutVariable(written) ? messages.blockedPath() : messages.blockedVariable() };
  const from = stage.steps[0];
  const digest = from && context.cost.baseDigest?.(from);
  if (digest === undefined) return { blocked: hasNoVersionTags(name) ? messages.blockedUntaggable({ image: reference }) : messages.blockedUnknown() };
  const edits = [{ range: { from: referenceRange.to, to: referenceRange.to }, newText: `@${digest}` }];
  return { fix: (): Fix => ({ title: messages.title(), files: [{ location: context.plan.setup.dockerfile, text, creates: false, edits }] }) };
}

/** Whether the name's end, where a tag is or would be, stands in the reference itself: `${MIRROR}debian`, `$IMAGE:latest`. */
function endsWithoutVariable(written: string): boolean {
  const end = written.replace(/^.*(?:\$\w+|\})/s, '');
  return end !== written && /^[^$"']*[\w]$/.test(end) && !/^:(?!latest$)/.test(end);
}

function costBelow(stage: Stage, context: RuleContext): number {
  return stage.steps.slice(1).reduce((sum, step) => sum + (context.cost.lastRun(step) ?? 0), 0);
}
