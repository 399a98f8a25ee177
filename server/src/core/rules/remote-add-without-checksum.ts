// Finds ADDs of addresses that no checksum or commit holds in place: the engine looks at them in each build, which costs a
// request, needs the network, and runs everything below again when the file moves. BuildKit: source/http/source.go and
// source/git/source.go CacheKey.
import { defineMessages, type Message } from '../../messages/index.js';
import { supports } from '../plan/frontend.js';
import type { CopySource, Step } from '../plan/plan.js';
import { isWindowsStage } from '../plan/windows.js';
import { builtStages } from './builtStages.js';
import { isMovingAddress, movingBranches } from './moving-download.data.js';
import { defineRule, type Fix, type Report, type RuleContext } from './rule.js';

const messages = defineMessages('rules.remote-add-without-checksum', {
  file: "The engine asks {host} for this file in each build and fails without an answer; when it changed, {again}. {cure}",
  moving: "The engine asks {host} for this file in each build, and whenever there is a newer one {again}. Name a version or a commit in the address; with its '--checksum=sha256:...' it is then asked once",
  allBelow: 'this step and all below run again',
  onlyThis: 'this step runs again',
  checksum: "With '--checksum=sha256:...' it is asked once",
  checksumSyntax: "With '--checksum=sha256:...' (which may need '# syntax=docker/dockerfile:1' as the first line) it is asked once",
  unversioned: "The address names no version: with '--checksum=sha256:...' it is asked once, but once another file is there, a build without this cache fails",
  tag: "The engine asks {host} what '{ref}' is in each build, and fails without an answer. With a full commit behind '#' it is asked once",
  branch: "The engine asks {host} what '{ref}' is in each build, and with every commit there {again}. Put a tag or a full commit behind '#'",
  title: 'Add the checksum of the last build',
  blockedUnknown: 'No automatic fix: no build of this file has told the checksum of the file',
  blockedMoving: 'No automatic fix: with a checksum, a build without this cache would fail as soon as there is a newer file',
  blockedSyntax: "No automatic fix: '--checksum' may need a newer syntax; write '# syntax=docker/dockerfile:1' as the first line",
  blockedVariable: "No automatic fix: the address depends on a variable, and a checksum holds for one value of it",
  blockedSeveral: "No automatic fix: a checksum needs an ADD of its own for each address",
  blockedCommit: 'No automatic fix: which commit it shall be is to be chosen',
  repository: 'The engine asks {host} for the newest commit in each build, and with every one {again}. Put a tag or a full commit behind the address',
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
  for (const stage of builtStages(context.plan)) {
    for (const step of stage.steps) {
      if (step.kind !== 'add' || !/:\/\/|git@/.test(step.instruction.text)) continue;
      // Engines for Windows build without BuildKit unless told otherwise: '--checksum' is an error there.
      if (step.instruction.flags.some(flag => flag.name === 'checksum') || isWindowsStage(stage, context)) continue;
      for (const source of step.copy?.sources ?? []) {
        const found = source.kind === 'url' ? ofFile(source, step, context) : source.kind === 'git' ? ofRepository(source, step) : undefined;
        if (found) context.report({ range: source.range, message: found.message, severity: found.moves && hasStepsBelow(step) ? 'information' : 'hint', ...cureOf(step, source, found, context) });
      }
    }
  }
}

interface Found {
  readonly message: Message;
  /** Whether it is known to become another one from time to time. */
  readonly moves: boolean;
}

function ofFile({ path = '', range }: CopySource, step: Step, { syntax }: RuleContext): Found {
  const names = { host: hostOf(path), again: againOf(step) };
  if (isMovingAddress(path)) return { message: messages.moving(names), moves: true };
  const cure = !namesVersion(path) && !syntax.text.slice(range.from, range.to).includes('$') ? messages.unversioned() : supports('add-checksum', syntax) ? messages.checksum() : messages.checksumSyntax();
  return { message: messages.file({ ...names, cure }), moves: false };
}

/** Digits that say what a file is or runs on, and the newest of a series (`setup_20.x`). */
const otherDigits = /\d+\.x\b|x86[-_]64|x64|x86|i[3-6]86|(?:amd|arm|aarch|win|linux)(?:32|64)|armv\d\w*|\.(?:bz2|7z|mp[34])\b/gi;

/** Whether anything in the path or the query of the address can be a version, a date or a commit. */
function namesVersion(address: string): boolean {
  const rest = address.replace(/^\w+:\/\/[^/?#]*/, '');
  return /\d/.test(rest.replace(otherDigits, ''));
}

function ofRepository({ path = '' }: CopySource, step: Step): Found | undefined {
  const [address = '', fragment = ''] = path.split('#');
  const ref = (/[?&](?:ref|tag|branch)=([^&]*)/.exec(address)?.[1] ?? fragment.replace(/:.*$/, '')).replace(/^refs\/(?:heads|tags)\//, '');
  if (/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(ref) || /[?&](?:commit|checksum)=/.test(address)) return undefined;
  const host = hostOf(path);
  const again = againOf(step);
  if (ref === '') return { message: messages.repository({ host, again }), moves: true };
  const moves = movingBranches.has(ref) || /refs\/heads\/|[?&]branch=/.test(path);
  return { message: moves ? messages.branch({ host, ref, again }) : messages.tag({ host, ref }), moves };
}

/** With the checksum of the same content the step has the same result, and is found in the cache. */
function cureOf({ instruction, copy }: Step, { kind, path = '', range }: CopySource, { moves }: Found, context: RuleContext): Pick<Report, 'fix' | 'blocked'> {
  const { text } = context.syntax;
  if (kind === 'git') return { blocked: messages.blockedCommit() };
  if (moves) return { blocked: messages.blockedMoving() };
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

function againOf(step: Step): Message {
  return hasStepsBelow(step) ? messages.allBelow() : messages.onlyThis();
}

/** Whether something is there to run again. */
function hasStepsBelow({ stage, index }: Step): boolean {
  return stage.steps.length > index + 1;
}
