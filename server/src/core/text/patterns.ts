// Texts inside regular expressions. A name comes from a file that may be half typed, so it can hold any character.

/** The text as a pattern that matches just this text. */
export function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
