// The one place where the client's messages become text. Must not hold any sentence itself.
import { english, render, type Message } from '../../server/src/messages/index.js';

/** The message in the language of the editor. */
export function say(message: Message): string {
  return render(message, english);
}
