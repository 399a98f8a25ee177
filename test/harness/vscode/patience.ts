// Waits for conditions on a page and takes a picture of it when one does not come true. Knows nothing of VS Code.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';

/** Every wait of a test ends after this many milliseconds unless the test says otherwise. */
export const defaultWaitMs = 15_000;

/** A part of the page in CSS pixels. */
export interface Clip {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Waits on one page; its pictures go to one folder. */
export class Patience {
  private timeOutCount = 0;

  constructor(
    private readonly page: Page,
    private readonly folder: string,
  ) {}

  /** Writes a picture and returns its path. */
  async shot(name: string, clip?: Clip): Promise<string> {
    mkdirSync(this.folder, { recursive: true });
    const file = path.join(this.folder, `${name}.png`);
    await this.page.screenshot({ path: file, ...(clip && { clip }) });
    return file;
  }

  /**
   * Asks again and again until the answer is neither `undefined` nor `false`, and returns it.
   * @param what says in the error what did not come
   * @throws Error with the path of a picture when the time is over
   */
  async until<T>(what: string, ask: () => T | Promise<T>, waitMs = defaultWaitMs): Promise<Exclude<T, undefined | false>> {
    for (const end = Date.now() + waitMs; ; ) {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer as Exclude<T, undefined | false>;
      if (Date.now() > end) return await this.giveUp(what, waitMs);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Does a piece of work whose own waits may time out, and takes the picture for them. */
  async during<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error: unknown) {
      if (error instanceof Error && error.name === 'TimeoutError') return await this.giveUp(what, undefined, error);
      throw error;
    }
  }

  private async giveUp(what: string, waitMs?: number, cause?: Error): Promise<never> {
    this.timeOutCount += 1;
    const name = `timeout-${process.pid}-${this.timeOutCount}`;
    const picture = await this.shot(name).catch((error: unknown) => `none: ${String(error)}`);
    const time = waitMs === undefined ? '' : ` after ${waitMs / 1000} s`;
    throw new Error(`Timed out${time} waiting for ${what}. Screenshot: ${picture}`, { cause });
  }
}
