// What is drawn for the outcomes of a document's lines: which icon, which words, how loud. Pure: values in, values out;
// it must not know the editor, the clock or where the outcomes come from.
import { defineMessages, duration, roundDuration, type Message } from '../../../server/src/messages/index.js';
import type { AnnotationState, LineAnnotation } from '../../../server/src/protocol/index.js';

export type AnnotationMode = 'all' | 'slow' | 'currentLine' | 'off';

/** An icon's shape; each has a file of this name in media/gutter, and one more that is dimmed. */
export type GutterShape = 'cached' | 'ranQuick' | 'ran' | 'ranSlow' | 'running' | 'failed' | 'skipped' | 'imported' | 'canceled';

/** One line as it is to be drawn. */
export interface Drawing {
  /** Zero-based. */
  readonly line: number;
  readonly state: AnnotationState;
  /** The instruction's text changed since the build. */
  readonly stale: boolean;
  /** Behind the line; at most 60 characters, empty when only the icon is shown. */
  readonly text: string;
  readonly gutter: GutterShape;
  /** Drawn in the quietest colour. */
  readonly faint: boolean;
}

export interface DrawingOptions {
  readonly mode: AnnotationMode;
  /** Epoch milliseconds, for steps that are running. */
  readonly now: number;
  /** Zero-based line of the cursor, for the mode `currentLine`. */
  readonly currentLine?: number | undefined;
  /** Turns a message into the language of the editor. */
  readonly say: (message: Message) => string;
}

const messages = defineMessages('client.annotations', {
  cached: 'cached',
  ran: 'ran',
  ranFor: 'ran {duration}',
  running: 'running',
  runningFor: 'running {elapsed}',
  runningOfAbout: 'running {elapsed} · about {expected}',
  runningAbout: 'running · about {expected}',
  failed: 'failed',
  failedWith: 'failed: {error}',
  failedAfter: 'failed after {duration}',
  failedAfterWith: 'failed after {duration}: {error}',
  exitCode: 'exit code {code}',
  skipped: 'not needed',
  imported: 'cached from registry',
  canceled: 'canceled',
});

const maxTextLength = 60;
/** Below this a step costs nobody anything. Milliseconds. */
const worthTelling = 1_000;
/** From here on a step is what a person waits for. Milliseconds. */
const slow = 30_000;

/** The drawings for the lines of a document, in the order of the annotations. */
export function drawingsOf(annotations: readonly LineAnnotation[], options: DrawingOptions): readonly Drawing[] {
  if (options.mode === 'off') return [];
  return annotations.filter(annotation => options.mode !== 'slow' || costsTime(annotation)).map(annotation => ({
    line: annotation.line,
    state: annotation.state,
    stale: annotation.stale,
    text: hasText(annotation, options) ? shorten(options.say(messageOf(annotation, options.now))) : '',
    gutter: shapeOf(annotation),
    faint: annotation.stale || isQuick(annotation),
  }));
}

/** Whether something in the drawings changes as time goes by. */
export function isMoving(annotations: readonly LineAnnotation[]): boolean {
  return annotations.some(annotation => annotation.state === 'running');
}

function costsTime(annotation: LineAnnotation): boolean {
  if (annotation.state === 'running' || annotation.state === 'failed') return true;
  return annotation.state === 'ran' && !isQuick(annotation);
}

function isQuick(annotation: LineAnnotation): boolean {
  return annotation.state === 'ran' && annotation.milliseconds !== undefined && annotation.milliseconds < worthTelling;
}

function hasText(annotation: LineAnnotation, { mode, currentLine }: DrawingOptions): boolean {
  if (mode !== 'currentLine') return true;
  return currentLine !== undefined && annotation.line <= currentLine && currentLine <= annotation.endLine;
}

function shapeOf(annotation: LineAnnotation): GutterShape {
  if (annotation.state !== 'ran') return annotation.state;
  if (isQuick(annotation)) return 'ranQuick';
  return (annotation.milliseconds ?? 0) >= slow ? 'ranSlow' : 'ran';
}

function messageOf(annotation: LineAnnotation, now: number): Message {
  switch (annotation.state) {
    case 'ran': return annotation.milliseconds === undefined || isQuick(annotation) ? messages.ran() : messages.ranFor({ duration: duration(annotation.milliseconds) });
    case 'running': return runningMessage(annotation, now);
    case 'failed': return failedMessage(annotation);
    default: return messages[annotation.state]();
  }
}

function runningMessage({ startedAt, expectedMilliseconds }: LineAnnotation, now: number): Message {
  const elapsed = startedAt === undefined ? undefined : elapsedMessage(now - startedAt);
  const expected = expectedMilliseconds === undefined || expectedMilliseconds < worthTelling ? undefined : roundDuration(expectedMilliseconds);
  if (elapsed && expected) return messages.runningOfAbout({ elapsed, expected });
  if (elapsed) return messages.runningFor({ elapsed });
  return expected ? messages.runningAbout({ expected }) : messages.running();
}

function failedMessage({ milliseconds, error }: LineAnnotation): Message {
  const words = error === undefined ? undefined : shortError(error);
  if (milliseconds === undefined) return words ? messages.failedWith({ error: words }) : messages.failed();
  return words ? messages.failedAfterWith({ duration: duration(milliseconds), error: words }) : messages.failedAfter({ duration: duration(milliseconds) });
}

/** What the line itself does not say: of a command that failed, the engine's sentence repeats the command first. */
function shortError(error: string): string | Message {
  const code = /: exit code: (\d+)\s*$/.exec(error)?.[1];
  return code === undefined ? error.replace(/\s+/g, ' ').trim() : messages.exitCode({ code });
}

/**
 * A time that is still growing, in whole seconds so that it moves once a second; undefined in the first second.
 * @param milliseconds negative when the server's clock is ahead of ours
 */
export function elapsedMessage(milliseconds: number): Message | undefined {
  const seconds = Math.floor(milliseconds / 1000);
  return seconds < 1 ? undefined : duration(seconds * 1000);
}

function shorten(text: string): string {
  const characters = Array.from(text);
  return characters.length <= maxTextLength ? text : `${characters.slice(0, maxTextLength - 1).join('').trimEnd()}…`;
}
