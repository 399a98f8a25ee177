// What a finding says to people, as one text.
import type { Message } from '../../messages/index.js';
import type { Finding } from './rule.js';

/** The message and, behind it, its detail. */
export function sentences({ message, detail }: Pick<Finding, 'message' | 'detail'>, text: (message: Message) => string): string {
  if (!detail) return text(message);
  const first = text(message);
  return `${/[.!?]$/.test(first) ? first : `${first}.`} ${text(detail)}`;
}
