// Reads one rendered editor out of the workbench's page. Runs inside the page, so it must use nothing from outside the
// function. Knows how VS Code draws an editor and nothing of extensions.

/** One rendered line of an editor. */
export interface EditorLine {
  /** The document's text. */
  readonly text: string;
  /** Text that inlay hints put into the line. */
  readonly injected: readonly string[];
  /** Text that decorations put behind or into the line. */
  readonly after: readonly string[];
  /** Kinds of squiggles: `error`, `warning`, `info`, `hint`. */
  readonly squiggles: readonly string[];
  /** File names of the icons in the gutter, or their class names where an icon has no file. */
  readonly gutter: readonly string[];
}

/**
 * The lines that are rendered just now, from top to bottom. Parts of a line live in different layers and are matched by
 * their height on the page, never by their order.
 * @param root the element of the editor
 */
export function readLines(root: Element): EditorLine[] {
  interface Row {
    readonly top: number;
    text: string;
    readonly injected: string[];
    readonly after: string[];
    readonly squiggles: string[];
    readonly gutter: string[];
  }
  const topOf = (element: Element): number => element.getBoundingClientRect().top;
  const plain = (text: string): string => text.replaceAll('\u00a0', ' ').replace(/[\u200b\u200c]/g, '');
  const generated = (element: Element, pseudo: '::before' | '::after'): string[] => {
    const { content } = getComputedStyle(element, pseudo);
    return content.startsWith('"') ? [plain(JSON.parse(content) as string)].filter((text) => text.trim()) : [];
  };
  const readRow = (line: Element): Row => {
    const row: Row = { top: topOf(line), text: '', injected: [], after: [], squiggles: [], gutter: [] };
    for (const part of line.querySelectorAll(':scope > span > span')) {
      const text = plain(part.textContent);
      if (!part.className.includes('dyn-rule-')) row.text += text;
      else if (text.trim()) row.injected.push(text.trim());
      row.after.push(...generated(part, '::before'), ...generated(part, '::after'));
    }
    return row;
  };
  const rows = [...root.querySelectorAll('.view-lines .view-line')].map(readRow).sort((a, b) => a.top - b.top);
  const rowAt = (element: Element): Row | undefined => rows.find((row) => Math.abs(row.top - topOf(element)) < 6);
  for (const mark of root.querySelectorAll('.view-overlays .cdr[class*="squiggly-"]')) {
    const kind = /squiggly-(\w+)/.exec(mark.className)?.[1];
    // The mark itself may be moved to the foot of its line; its parent is not.
    if (kind && mark.parentElement) rowAt(mark.parentElement)?.squiggles.push(kind);
  }
  for (const icon of root.querySelectorAll('.glyph-margin-widgets .cgmr')) {
    // VS Code's own light bulb comes and goes with the cursor.
    if (/light-?bulb/.test(icon.className)) continue;
    const address = decodeURIComponent(getComputedStyle(icon).backgroundImage);
    rowAt(icon)?.gutter.push(/([^/\\]+\.\w+)(?:["&)]|$)/.exec(address)?.[1] ?? icon.className);
  }
  return rows.map(({ text, injected, after, squiggles, gutter }) => ({ text, injected, after, squiggles, gutter }));
}
