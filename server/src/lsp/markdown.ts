// Plain text in the Markdown of a hover: names of files and what a Dockerfile says must neither be styled nor become a link or an icon.

/** The Markdown that shows the text as it is. Not for the start of a line that begins with a list's or a heading's mark. */
export function asMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>~$&|]/g, '\\$&');
}
