// Finds ADDs of addresses that no checksum or commit holds in place: the engine looks at them in each build, which costs a
// request, needs the network, and runs everything below again when the file moves. BuildKit: source/http/source.go and
// source/git/source.go CacheKey.
import { defineMessages, type Message } from '../../messages/index.js';
import { supports } from '../plan/frontend.js';
import type { CopySource, Step } from '../plan/plan.js';
import { isMovingAddress, movingBranches } from './moving-download.data.js';
import { defineRule, type Fix, type Report, type RuleContext } from './rule.js';

const messages = defineMessages('rules.remote-add-without-checksum', {
  file: "The engine asks {host} for this file in each build, fails without an answer, and runs all below again when it changed. {cure}",
  moving: "The engine asks {host} for this file in each build, and whenever there is a newer one this step and all below run again. {cure}",
  checksum: "With '--checksum=sha256:...' it is asked once",
  checksumSyntax: "With '--checksum=sha256:...' (and '# syntax=docker/dockerfile:1' as the first line) it is asked once",
  tag: "The engine asks {host} what '{ref}' is in each build, and fails without an answer. With a full commit behind '#' it is asked once",
  branch: "The engine asks {host} what '{ref}' is in each build, and with every commit there this step and all below run again. Put a tag or a full commit behind '#'",
  title: 'Add the checksum of the last build',
  blockedUnknown: 'No automatic fix: no build of this file has told the checksum of the file',
  blockedSyntax: "No automatic fix: '--checksum' needs a newer syntax; write '# syntax=docker/dockerfile:1' as the first line",
  blockedVariable: "No automatic fix: the address depends on a variable, and a checksum holds for one value of it",
  blockedSeveral: "No automatic fix: a checksum needs an ADD of its own for each address",
  blockedCommit: 'No automatic fix: which commit it shall be is to be chosen',
  repository: 'The engine asks {host} for the newest commit in each build, and with every one this step and all below run again. Put a tag or a full commit behind the address',
});

export const remoteAddWithoutChecksum = defineRule({
  id: 'remote-add-without-checksum',
  since: '0.1.0',
  category: 'stability',
  severity: 'hint',
  fix: 'unsafe',
  check,
});

function check(context: RuleContext): void {
  for (const stage of context.plan.stages) {
    for (const step of stage.steps) {
      if (step.kind !== 'add' || !/:\/\/|git@/.test(step.instruction.text)) continue;
      if (step.instruction.flags.some(flag => flag.name === 'checksum')) continue;
      for (const source of step.copy?.sources ?? []) {
        const found = source.kind === 'url' ? ofFile(source, context) : source.kind === 'git' ? ofRepository(source) : undefined;
        if (found) context.report({ range: source.range, message: found.message, severity: found.moves && hasStepsBelow(step) ? 'information' : 'hint', ...cureOf(step, source, context) });
      }
    }
  }
}

interface Found {
  readonly message: Message;
  /** Whether it is known to become another one from time to time. */
  readonly moves: boolean;
}

function ofFile({ path = '' }: CopySource, { syntax }: RuleContext): Found {
  const cure = supports('add-checksum', syntax) ? messages.checksum() : messages.checksumSyntax();
  const moves = isMovingAddress(path);
  return { message: (moves ? messages.moving : messages.file)({ host: hostOf(path), cure }), moves };
}

function ofRepository({ path = '' }: CopySource): Found | undefined {
  const [address = '', fragment = ''] = path.split('#');
  const ref = (/[?&](?:ref|tag|branch)=([^&]*)/.exec(address)?.[1] ?? fragment.replace(/:.*$/, '')).replace(/^refs\/(?:heads|tags)\//, '');
  if (/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(ref) || /[?&](?:commit|checksum)=/.test(address)) return undefined;
  const host = hostOf(path);
  if (ref === '') return { message: messages.repository({ host }), moves: true };
  const moves = movingBranches.has(ref) || /refs\/heads\/|[?&]branch=/.test(path);
  return { message: (moves ? messages.branch : messages.tag)({ host, ref }), moves };
}

/** With the checksum of the same content the step has the same result, and is found in the cache. */
function cureOf({ instruction, copy }: Step, { kind, path = '', range }: CopySource, context: RuleContext): Pick<Report, 'fix' | 'blocked'> {
  const { text } = context.syntax;
  if (kind === 'git') return { blocked: messages.blockedCommit() };
  if (copy?.sources.length !== 1) return { blocked: messages.blockedSeveral() };
  if (!text.slice(range.from, range.to).includes(path)) return { blocked: messages.blockedVariable() };
  if (!supports('add-checksum', context.syntax)) return { blocked: messages.blockedSyntax() };
  const digest = context.cost.fetchedDigest?.(path);
  if (digest === undefined) return { blocked: messages.blockedUnknown() };
  const { to } = instruction.keywordRange;
  const edits = [{ range: { from: to, to }, newText: ` --checksum=${digest}` }];
  return { fix: (): Fix => ({ title: messages.title(), files: [{ location: context.plan.setup.dockerfile, text, creates: false, edits }] }) };
}

function hostOf(address: string): string {
  return /^\w+:\/\/(?:[^/@]*@)?([^/:?#]+)/.exec(address)?.[1] ?? /@([^:]+):/.exec(address)?.[1] ?? address;
}

/** Whether something is there to run again. */
function hasStepsBelow({ stage, index }: Step): boolean {
  return stage.steps.length > index + 1;
}
