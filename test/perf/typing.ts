// From a change of one character to its diagnostics, for several servers side by side: rounds take turns, so that a machine
// that gets slower gets slower for all.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectFiles, typingEdits, type Shape } from './documents.js';
import { percentile } from './figures.js';
import { LanguageServer, type ServerCommand } from './languageServer.js';

export interface TypingFigures {
  readonly server: string;
  readonly p50: number;
  readonly p95: number;
  readonly edits: number;
  readonly diagnostics: number;
  readonly memory: number | undefined;
}

export interface TypingOptions {
  readonly edits: number;
  /** A server that is slower than this in sum stops early; its percentiles are then of fewer edits. */
  readonly millisecondsPerServer: number;
}

/** Runs the same edits against every server, in turns. */
export async function measureTyping(shape: Shape, commands: readonly ServerCommand[], options: TypingOptions): Promise<readonly TypingFigures[]> {
  const folder = makeProject(shape.text);
  try {
    const runs = commands.map(command => new Run(command, shape.text, options));
    for (const run of runs) await run.start(folder);
    for (let round = 0; round < 10; round++) for (const run of runs) await run.round();
    const figures = runs.map(run => run.figures());
    for (const run of runs) await run.server.close();
    return figures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A project's folder with the text as its Dockerfile. */
export function makeProject(text: string): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'layerwise-bench-'));
  for (const [name, content] of projectFiles()) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  writeFileSync(path.join(folder, 'Dockerfile'), text);
  return folder;
}

class Run {
  readonly server: LanguageServer;
  readonly #command: ServerCommand;
  readonly #text: string;
  readonly #options: TypingOptions;
  readonly #times: number[] = [];
  #spent = 0;
  #next = 0;

  constructor(command: ServerCommand, text: string, options: TypingOptions) {
    this.#command = command;
    this.#text = text;
    this.#options = options;
    this.server = new LanguageServer(command);
  }

  async start(folder: string): Promise<void> {
    await this.server.initialize(pathToFileURL(folder).href);
    await this.server.open(pathToFileURL(path.join(folder, 'Dockerfile')).href, this.#text);
    // What a server reads in the background after opening is not typing.
    await new Promise(resolve => setTimeout(resolve, 300));
    for (const edit of typingEdits(this.#text, 40)) {
      if (this.#spent > this.#options.millisecondsPerServer / 4) break;
      this.#spent += await this.server.edit(edit);
    }
    // An interrupted warm-up may have left a letter in the text; the edits that follow are the same for all the same.
    this.#spent = 0;
  }

  async round(): Promise<void> {
    const edits = typingEdits(this.#text, this.#options.edits);
    const end = Math.min(edits.length, this.#next + Math.ceil(this.#options.edits / 10));
    while (this.#next < end && this.#spent < this.#options.millisecondsPerServer) {
      const edit = edits[this.#next++];
      if (!edit) return;
      const time = await this.server.edit(edit);
      this.#spent += time;
      this.#times.push(time);
    }
  }

  figures(): TypingFigures {
    return { server: this.#command.name, p50: percentile(this.#times, 0.5), p95: percentile(this.#times, 0.95), edits: this.#times.length, diagnostics: this.server.lastCount, memory: this.server.memory };
  }
}
