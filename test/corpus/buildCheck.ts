// BuildKit's own checks (`docker buildx build --check`) of a Dockerfile before and after a fix. Nothing is built and nothing
// pulled: every image is replaced by an empty folder, which is enough for the checks.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseDockerfile } from '../../server/src/core/syntax/parser.js';
import { derivePlan } from '../../server/src/core/plan/derivePlan.js';
import { runProcess } from '../harness/engine/process.js';

interface CheckAnswer {
  readonly warnings?: readonly { readonly ruleName: string; readonly detail?: string }[];
  readonly buildError?: { readonly message: string };
}

export class BuildCheck {
  readonly #folder = mkdtempSync(path.join(os.tmpdir(), 'layerwise-check-'));
  /** How many texts were checked. */
  count = 0;

  constructor() {
    mkdirSync(path.join(this.#folder, 'empty'));
  }

  /** Fails when the engine does not answer, or does not see what is plainly wrong: then it would find nothing anywhere. */
  async prove(): Promise<void> {
    const texts = (dockerfile: string): CheckedTexts => ({ dockerfile, ignoreFile: undefined });
    const found = await this.newWarnings(texts('FROM scratch AS a\nCOPY a /a\n'), texts('FROM scratch as a\nCOPY a /a\n'));
    if (found.length !== 1 || !found[0]?.startsWith('FromAsCasing')) throw new Error(`The engine's checks can't be relied on here: ${found.join('; ') || 'they find nothing'}`);
    this.count = 0;
  }

  /** What the checks say of `after` that they do not say of `before`. */
  async newWarnings(before: CheckedTexts, after: CheckedTexts): Promise<readonly string[]> {
    const known = new Map<string, number>();
    for (const warning of await this.#before(before)) known.set(warning, (known.get(warning) ?? 0) + 1);
    return (await this.#warnings(after)).filter(warning => {
      const count = known.get(warning) ?? 0;
      known.set(warning, count - 1);
      return count <= 0;
    });
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** The text as it is stands beside each of its fixes. */
  #last: { readonly texts: CheckedTexts; readonly warnings: readonly string[] } | undefined;

  async #before(texts: CheckedTexts): Promise<readonly string[]> {
    if (this.#last?.texts.dockerfile !== texts.dockerfile || this.#last.texts.ignoreFile !== texts.ignoreFile) this.#last = { texts, warnings: await this.#warnings(texts) };
    return this.#last.warnings;
  }

  async #warnings({ dockerfile, ignoreFile }: CheckedTexts): Promise<readonly string[]> {
    this.count++;
    const context = path.join(this.#folder, 'context');
    mkdirSync(context, { recursive: true });
    writeFileSync(path.join(context, '.dockerignore'), ignoreFile ?? '');
    // Another frontend would have to be pulled.
    const text = dockerfile.replace(/^#\s*syntax\s*=.*$/im, '#');
    const file = path.join(this.#folder, 'Dockerfile');
    writeFileSync(file, text);
    const replaced = imagesOf(text).flatMap(image => ['--build-context', `${image}=${path.join(this.#folder, 'empty')}`]);
    const { stdout, stderr } = await runProcess('docker', ['buildx', 'build', '--call=check,format=json', '-f', file, ...replaced, context], process.env);
    const answer = parseAnswer(stdout);
    if (!answer && /connect to|no such host|daemon running/i.test(stderr)) throw new Error(`The engine does not answer: ${stderr.trim()}`);
    if (!answer) return [`error: ${stderr.trim().split('\n').find(line => line.startsWith('ERROR')) ?? stderr.slice(0, 300)}`];
    // Of several stages that can't be made it names the one that fails first.
    const error = answer.buildError ? [`error: ${answer.buildError.message.replace(/\bline \d+/, 'a line').replace(/"[^"]*"/g, '"..."')}`] : [];
    return [...(answer.warnings ?? []).map(({ ruleName, detail }) => `${ruleName} ${(detail ?? '').replace(/\(line \d+\)/g, '')}`), ...error];
  }
}

export interface CheckedTexts {
  readonly dockerfile: string;
  readonly ignoreFile: string | undefined;
}

function parseAnswer(text: string): CheckAnswer | undefined {
  try {
    return JSON.parse(text) as CheckAnswer;
  } catch {
    return undefined;
  }
}

/** All image references of a Dockerfile: of FROM, and of `from` in COPY and mounts. */
function imagesOf(text: string): readonly string[] {
  const plan = derivePlan(parseDockerfile(text), { dockerfile: '/Dockerfile', context: undefined, target: undefined, args: new Map(), platform: undefined, namedContexts: new Map() });
  const images = new Set<string>();
  for (const { base, steps } of plan.stages) {
    if (base.kind === 'image') images.add(base.reference);
    for (const { copy, mounts } of steps) {
      if (copy?.from !== undefined && !copy.fromStage) images.add(copy.from);
      for (const mount of mounts) if (mount.from !== undefined) images.add(mount.from);
    }
  }
  return [...images].filter(image => image !== 'scratch' && !/[\s"'$=]/.test(image));
}
