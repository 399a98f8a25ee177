// Sentences of the language server.
import type { RecordedStep } from '../core/progress/record.js';
import { defineMessages, type Message } from '../messages/index.js';

export const texts = defineMessages('server', {
  fixAll: 'Fix all safe cache problems',
  lensBuild: 'Build',
  lensBuildTarget: 'Build {stage}',
  building: 'Building {image}',
  buildingStep: '{index}/{count} · {step}',
  buildingStepExpected: '{index}/{count} · {step} (about {expected})',
  builtAll: 'Built {image} in {time} · {cached} of {total} steps cached',
  builtSaved: 'Built {image} in {time} · {cached} of {total} steps cached · {saved} saved',
  buildFailed: 'The build of {image} failed: {error}',
  buildFailedPlain: 'The build of {image} failed. The log says why.',
  buildCanceled: 'The build of {image} was canceled',
  untrusted: 'Layerwise builds only in a trusted workspace. Trust it to build.',
  untrustedProof: 'Layerwise builds only in a trusted workspace. Trust it to prove a fix.',
  proveFix: 'Prove the fix of {rule} by building both',
  proving: 'Proving the fix',
  proofBroke: 'The proof broke off. The log says why.',
  proofDifferences: '{verdict}. {differences}',
  noProcesses: 'Builds need Docker, which is out of reach in the browser. Open the folder on your machine to build.',
  notSaved: 'This Dockerfile is not saved on disk, so there is nothing to build yet. Save it first.',
  unreadable: 'The Dockerfile could not be read from disk. Save it, then build again.',
  busy: '{image} is already being built.',
  ran: '**Ran {time}** in the last build, {when}',
  ranShort: '**Ran** in the last build, {when}',
  cached: '**Cached** in the last build, {when}',
  imported: '**Cached from a registry** in the last build, {when}',
  skipped: '**Not needed** in the last build, {when}',
  failed: '**Failed after {time}** in the last build, {when}',
  canceled: '**Canceled** in the last build, {when}',
  running: '**Running** since {when}',
  otherFixes: 'Other ways: {titles}',
  stale: 'This line was edited since: what it says now has not been built.',
  lastRan: 'It took {time} when it last ran.',
  layerSize: 'Layer: {size}',
  history: 'Cached in {cached} of the last {count} builds',
  failureLog: '{error}\n{log}',
  failurePlain: 'This step failed in the last build.',
});

/** The diagnostic of a step that failed: the engine's error and the end of its output. */
export function buildFailure(step: RecordedStep): Message {
  const error = step.error ?? texts.failurePlain();
  return step.logTail.length === 0 ? texts.failureLog({ error, log: '' }) : texts.failureLog({ error, log: step.logTail.slice(-8).join('\n') });
}

/** An image as people call it: the folder's name and the target. */
export function imageName(folder: string, target: string | undefined): string {
  return target === undefined ? folder : `${folder}:${target}`;
}
