// The gain of a fix in words, for the editor and the command line.
import type { Gain } from '../core/gain.js';
import { defineMessages, roundDuration, type Message } from '../messages/index.js';

const messages = defineMessages('gain', {
  steps: { one: 'A change of {file} re-runs {after} instead of {count} step', other: 'A change of {file} re-runs {after} instead of {count} steps' },
  saved: '{steps}: about {time} saved',
  short: { one: 're-runs {after} instead of {count} step', other: 're-runs {after} instead of {count} steps' },
  shortSaved: 'saves about {time}',
  titled: '{title} ({gain})',
});

/** `A change of src/app.py re-runs 2 instead of 6 steps: about 17 min saved`. */
export function gainText(gain: Gain): Message {
  const steps = messages.steps({ file: gain.file, after: gain.after.steps, count: gain.before.steps });
  const saved = savedMilliseconds(gain);
  return saved === undefined ? steps : messages.saved({ steps, time: roundDuration(saved) });
}

/** The title of a fix with the gain in brackets, as short as can be. */
export function titleWithGain(title: Message, gain: Gain): Message {
  const saved = savedMilliseconds(gain);
  return messages.titled({ title, gain: saved === undefined ? messages.short({ after: gain.after.steps, count: gain.before.steps }) : messages.shortSaved({ time: roundDuration(saved) }) });
}

/** Less than a second is not worth a word. */
function savedMilliseconds({ before, after }: Gain): number | undefined {
  const saved = (before.milliseconds ?? 0) - (after.milliseconds ?? 0);
  return saved < 1000 ? undefined : saved;
}
