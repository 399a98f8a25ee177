// The examples of a Markdown page: files to lay down, and commands with what they print. `UPDATE=1` writes the page anew.
// It must not know how a command is run.
import { readFileSync, writeFileSync } from 'node:fs';

export interface Example {
  /** The words behind `$ layerwise`. */
  readonly words: readonly string[];
  /** What the page says that it prints. */
  readonly output: string;
  /** The files as they are laid down at this place of the page. */
  readonly files: Readonly<Record<string, string>>;
}

const block = /^```(\S+)(?: file=(\S+))?\n([^]*?)^```$/gm;

/** The console examples of a page, in order. */
export function readExamples(page: string): readonly Example[] {
  const files: Record<string, string> = {};
  const examples: Example[] = [];
  for (const [, language, file, text = ''] of readFileSync(page, 'utf8').matchAll(block)) {
    if (file !== undefined) files[file] = text;
    const [, command, output = ''] = language === 'console' ? /^\$ layerwise (.*)\n([^]*)$/.exec(text) ?? [] : [];
    if (command !== undefined) examples.push({ words: command.split(' '), output, files: { ...files } });
  }
  return examples;
}

/** Replaces the output of one example in the page, when `UPDATE` is set; returns whether it did. */
export function updateExample(page: string, example: Example, output: string): boolean {
  if (!process.env['UPDATE']) return false;
  const start = `$ layerwise ${example.words.join(' ')}\n`;
  writeFileSync(page, readFileSync(page, 'utf8').replace(`${start}${example.output}`, () => `${start}${output}`));
  return true;
}
