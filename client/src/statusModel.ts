// The words of the status bar. Pure: a summary of the server in, messages out; must not know the editor or the clock.
import { defineMessages, duration, roundDuration, type Message } from '../../server/src/messages/index.js';
import type { BuildSummary } from '../../server/src/protocol/index.js';
import { elapsedMessage } from './annotations/model.js';

/** What the status bar shows, tells on hovering, and says to a screen reader. */
export interface StatusWords {
  readonly text: Message;
  readonly tooltip: Message;
  readonly spoken: Message;
}

const messages = defineMessages('client.status', {
  hintsOnly: 'hints only',
  hintsOnlyTip: 'Layerwise shows hints here, but builds nothing: {why}',
  notBuilt: 'not built yet',
  notBuiltTip: 'No build of this Dockerfile by Layerwise is known',
  cached: '{cached}/{total} cached · {duration}',
  cachedTip: { one: '{cached} of {count} step was cached; the last build took {duration}', other: '{cached} of {count} steps were cached; the last build took {duration}' },
  cachedTipSaved: { one: '{cached} of {count} step was cached; the last build took {duration} and saved {saved}', other: '{cached} of {count} steps were cached; the last build took {duration} and saved {saved}' },
  starting: 'building',
  startingTip: 'A build is running',
  step: '{index}/{total} · {name}',
  stepFor: '{index}/{total} · {name} · {elapsed}',
  stepTip: 'Building step {index} of {total}: {name}',
  failed: 'failed · {duration}',
  failedTip: 'The last build failed after {duration}',
  canceled: 'canceled',
  canceledTip: 'The last build was canceled',
  named: 'Layerwise: {text}',
});

const maxNameLength = 40;

/**
 * The words for the Dockerfile in front.
 * @param summary of its last build, or of the running one
 * @param obstacle why nothing can be built here, when that is so
 * @param now epoch milliseconds
 */
export function statusWords(summary: BuildSummary | undefined, obstacle: Message | undefined, now: number): StatusWords {
  const { text, tooltip } = wordsOf(summary, obstacle, now);
  return { text, tooltip: messages.named({ text: tooltip }), spoken: messages.named({ text: tooltip }) };
}

function wordsOf(summary: BuildSummary | undefined, obstacle: Message | undefined, now: number): Pick<StatusWords, 'text' | 'tooltip'> {
  if (obstacle) return { text: messages.hintsOnly(), tooltip: messages.hintsOnlyTip({ why: obstacle }) };
  if (!summary) return { text: messages.notBuilt(), tooltip: messages.notBuiltTip() };
  switch (summary.status) {
    case 'running': return runningWords(summary, now);
    case 'failed': return { text: messages.failed({ duration: duration(summary.milliseconds) }), tooltip: messages.failedTip({ duration: duration(summary.milliseconds) }) };
    case 'canceled': return { text: messages.canceled(), tooltip: messages.canceledTip() };
    case 'succeeded': return succeededWords(summary);
  }
}

function runningWords({ current }: BuildSummary, now: number): Pick<StatusWords, 'text' | 'tooltip'> {
  if (!current) return { text: messages.starting(), tooltip: messages.startingTip() };
  const step = { index: current.index, total: current.count, name: shortName(current.name) };
  const elapsed = elapsedMessage(now - current.startedAt);
  return { text: elapsed ? messages.stepFor({ ...step, elapsed }) : messages.step(step), tooltip: messages.stepTip(step) };
}

function succeededWords({ cached, total, milliseconds, savedMilliseconds }: BuildSummary): Pick<StatusWords, 'text' | 'tooltip'> {
  const facts = { cached, count: total, duration: duration(milliseconds) };
  return {
    text: messages.cached({ cached, total, duration: duration(milliseconds) }),
    tooltip: savedMilliseconds >= 1000 ? messages.cachedTipSaved({ ...facts, saved: roundDuration(savedMilliseconds) }) : messages.cachedTip(facts),
  };
}

function shortName(name: string): string {
  const characters = Array.from(name.replace(/\s+/g, ' ').trim());
  return characters.length <= maxNameLength ? characters.join('') : `${characters.slice(0, maxNameLength - 1).join('')}…`;
}
