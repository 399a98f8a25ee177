// Sentences of proofs, for the command line and the editor.
import { defineMessages, duration, type Message } from '../../messages/index.js';
import type { Proof, ProofPhase } from './proof.js';

export const proofMessages = defineMessages('proof', {
  nothing: 'There is no fix to prove for {path}.',
  unbuildable: 'There is nothing to compare with: the Dockerfile does not build as it is. {error}',
  noSuchFile: '{path} is no file that the build is sent, so editing it would show nothing.',
  broken: 'The proof broke off: {error}',
  canceled: 'The proof was canceled.',
  same: 'The image is the same',
  sameFaster: 'Same image; editing {edited} now re-runs {after} instead of {before}, {afterTime} instead of {beforeTime}',
  sameCost: { one: 'Same image; editing {edited} re-runs {count} step as before', other: 'Same image; editing {edited} re-runs {count} steps as before' },
  different: { one: 'The image is not the same: {count} difference', other: 'The image is not the same: {count} differences' },
  steps: { one: '{count} step', other: '{count} steps' },
});

const phases = defineMessages('proof.phase', {
  copy: 'Copying the build context',
  before: 'Building the Dockerfile as it is',
  after: 'Building it with the fix',
  again: 'Building the Dockerfile as it is once more, without its cache, to see what differs between two builds of it',
  compare: 'Comparing the images',
  editBefore: 'Editing a file and building again, as it is',
  editAfter: 'Editing a file and building again, with the fix',
});

export function phaseMessage(phase: ProofPhase): Message {
  return phases[phase]();
}

/** The one sentence that a proof ends in. */
export function verdictOf({ same, edited, before, after, differences }: Proof): Message {
  if (!same) return proofMessages.different({ count: differences.length });
  if (edited === undefined || !before || !after) return proofMessages.same();
  if (after.ran.length >= before.ran.length) return proofMessages.sameCost({ edited, count: after.ran.length });
  return proofMessages.sameFaster({ edited, after: proofMessages.steps({ count: after.ran.length }), before: before.ran.length, afterTime: duration(after.milliseconds), beforeTime: duration(before.milliseconds) });
}
