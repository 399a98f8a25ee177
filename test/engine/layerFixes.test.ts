// Fixes of the layer rules on the real engine: the image stays the same, and after an edit of a source the steps that the fix is
// about stay cached. Links are tried on the containerd image store, where they mean something.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse, deriveFacts } from '../../server/src/core/analysis.js';
import { gainOf } from '../../server/src/core/gain.js';
import { derivePlan } from '../../server/src/core/plan/derivePlan.js';
import type { Step } from '../../server/src/core/plan/plan.js';
import { chownAfterCopy } from '../../server/src/core/rules/chown-after-copy.js';
import { missingLink } from '../../server/src/core/rules/missing-link.js';
import type { Facts, Finding, Rule } from '../../server/src/core/rules/rule.js';
import { shortSteps } from '../../server/src/core/rules/short-steps.js';
import { parseDockerfile } from '../../server/src/core/syntax/parser.js';
import { applyEdits } from '../../server/src/core/text/edits.js';
import { render } from '../../server/src/messages/index.js';
import { buildImage, makeContext, type BuildContext, type FileSpec } from '../harness/engine/build.js';
import { docker, freshBase, useEngine, type TestEngine } from '../harness/engine/engine.js';
import { compareConfigs, compareImages, imageConfig, imageContents } from '../harness/engine/image.js';
import { memoryContext } from '../harness/memoryContext.js';

interface Project {
  readonly name: string;
  readonly rule: Rule;
  readonly dockerfile: readonly string[];
  readonly files?: Readonly<Record<string, FileSpec>>;
  readonly seconds?: number;
  /** Parts of steps that stay cached after an edit of `src/main.py`. */
  readonly staysCached: readonly string[];
  readonly store?: 'containerd';
}

const files: Readonly<Record<string, FileSpec>> = {
  'src/main.py': 'one\n', 'src/run.sh': { text: '#!/bin/sh\n', mode: 0o750 }, 'src/deep/er/data': { text: 'x', mode: 0o600 }, 'src/private': { folderMode: 0o700 },
  'src/link': { link: 'main.py' }, 'src/out': { link: '/etc/passwd' }, 'src/nowhere': { link: 'missing' }, 'other/file': 'y\n',
};
const users = 'RUN mkdir -p /etc && echo "web:x:1001:1002:web:/home/web:/bin/sh" >> /etc/passwd && echo "web:x:1002:" >> /etc/group';

const projects: readonly Project[] = [
  { name: 'chown of the working directory', rule: chownAfterCopy, dockerfile: [users, 'WORKDIR /app', 'COPY src/ ./', 'RUN chown -R web:web /app', 'USER web'], staysCached: ['chown -R'] },
  { name: 'chown by number of a folder that the COPY makes', rule: chownAfterCopy, dockerfile: ['COPY src /a/b/app/', 'RUN chown -R 7:8 /a/b/app'], staysCached: ['chown -R'] },
  { name: 'chown of a user alone', rule: chownAfterCopy, dockerfile: [users, 'WORKDIR /app', 'COPY src deep/src/', 'COPY other/file .', 'RUN chown -R web .'], staysCached: ['chown -R'] },
  { name: 'chown and chmod of two folders, where files are already', rule: chownAfterCopy, dockerfile: ['RUN mkdir -p /app/deep /app/link /data && touch /app/deep/old /data/old && chmod 700 /app/deep && rmdir /app/link', 'WORKDIR /data', 'COPY src /app/', 'COPY other/ x/', 'RUN chown -R 7:8 /app /data && chmod -R 750 /app /data'], staysCached: ['chown -R'] },
  { name: 'folders that the step makes, and the COPY brings', rule: chownAfterCopy, dockerfile: ['COPY src /app', 'RUN mkdir -p /app/logs /app/private /app/deep/er /app/deep/new && chown -R 7:8 /app'], staysCached: ['chown -R'] },
  { name: 'chmod of a folder deep below', rule: chownAfterCopy, dockerfile: ['WORKDIR /app', 'COPY src ./x/y/', 'RUN chmod -R 0755 /app'], staysCached: ['chmod -R'] },
  { name: 'chown of what another stage made', rule: chownAfterCopy, dockerfile: ['COPY src /src/', 'COPY --from=build /out /srv/out/', 'RUN chown -R 7:8 /srv/out'], staysCached: [] },
  { name: 'a row of short steps', rule: shortSteps, seconds: 0.2, dockerfile: ['COPY src /src/', ...'abcdefghi'.split('').map(name => `RUN mkdir /${name}`), '# at the end', 'RUN touch /a/x && rm -r /b'], staysCached: [] },
  { name: 'a link below the sources', rule: missingLink, store: 'containerd', dockerfile: ['WORKDIR /app', 'COPY src ./src/', 'COPY --from=build /out ./out/'], staysCached: ['/out ./out/'] },
  { name: 'a link to folders that nobody made', rule: missingLink, store: 'containerd', dockerfile: ['COPY src /src/', 'COPY --from=build /out /opt/tool/bin/'], staysCached: ['/out /opt/tool/bin/'] },
];

/** As the project is analysed, its base is one that is known. */
const knownBase = 'debian:12';
const texts = (specs: Readonly<Record<string, FileSpec>>) => Object.fromEntries(Object.entries(specs).flatMap(([name, spec]) => (typeof spec === 'string' ? [[name, spec]] : 'text' in spec ? [[name, spec.text]] : [])));

interface Analysed extends Facts {
  readonly findings: readonly Finding[];
}

function analysed(project: Project, dockerfile: string): Analysed {
  const syntax = parseDockerfile(dockerfile);
  const plan = derivePlan(syntax, { dockerfile: '/project/Dockerfile', context: '/project', target: undefined, args: new Map(), platform: undefined, namedContexts: new Map() });
  const context = memoryContext({ files: { ...texts(files), Dockerfile: dockerfile }, sizes: { 'src/big.bin': 1_000_000 }, root: '/project' });
  const cost = { lastRun: (step: Step) => (step.kind === 'from' ? undefined : (project.seconds ?? 2) * 1000) };
  const facts = deriveFacts({ syntax, plan, context, cost });
  return { ...facts, findings: analyse({ syntax, plan, context, cost, facts, settings: { levels: new Map() } }, [project.rule], crash => { throw crash.error; }) };
}

/** Those that the gain of a fix counts. */
const isStep = (name: string) => /^\[\S+ +\d+\/\d+\] (?:RUN|COPY|ADD|WORKDIR) /.test(name);

async function built(engine: TestEngine, context: BuildContext, tag: string): Promise<void> {
  const result = await buildImage(engine, context, { tag });
  assert.equal(result.code, 0, result.stderr.slice(-3000));
}

/** Names of steps that ran in a build of the context. */
async function ran(engine: TestEngine, context: BuildContext): Promise<readonly string[]> {
  const result = await buildImage(engine, context, { progress: 'rawjson' });
  assert.equal(result.code, 0, result.stderr.slice(-3000));
  const vertices = new Map<string, { readonly name: string; readonly cached: boolean }>();
  for (const line of result.stderr.split('\n').filter(text => text.startsWith('{'))) {
    for (const { digest, name, cached = false } of (JSON.parse(line) as { readonly vertexes?: readonly { readonly digest: string; readonly name: string; readonly cached?: boolean }[] }).vertexes ?? []) {
      vertices.set(digest, { name, cached: cached || vertices.get(digest)?.cached === true });
    }
  }
  return [...vertices.values()].filter(({ cached }) => !cached).map(({ name }) => name);
}

for (const project of projects) {
  test(project.name, async () => {
    const engine = await useEngine(project.store ? { containerdSnapshotter: true } : {});
    const base = await freshBase(engine);
    const stages = ['FROM BASE AS build', 'RUN mkdir /out && echo x > /out/tool && chmod 755 /out/tool', 'FROM BASE', ...project.dockerfile, ''].join('\n');
    const original = analysed(project, stages.replaceAll('BASE', knownBase));
    const [finding] = original.findings;
    const fix = finding?.fix?.();
    assert.ok(fix, `a fix; blocked: ${finding?.blocked ? render(finding.blocked) : 'no reason'}`);
    const better = applyEdits(fix.files[0]!.text, fix.files[0]!.edits);
    const fixed = better.replaceAll(knownBase, base);
    const context = makeContext({ ...files, Dockerfile: stages.replaceAll('BASE', base) });
    const [before, after] = [`${base}-before`, `${base}-after`];
    try {
      await built(engine, context, before);
      context.write({ Dockerfile: fixed });
      await built(engine, context, after);
      assert.deepEqual(compareImages(await imageContents(engine, before), await imageContents(engine, after), {}), [], fixed);
      assert.deepEqual(compareConfigs(await imageConfig(engine, before), await imageConfig(engine, after)), []);
      context.write({ Dockerfile: stages.replaceAll('BASE', base), 'src/main.py': 'two\n' });
      const stepsBefore = await ran(engine, context);
      context.write({ Dockerfile: fixed, 'src/main.py': 'three\n' });
      const steps = await ran(engine, context);
      assert.ok(steps.some(name => name.includes('COPY')), `the sources are copied again: ${steps.join(' | ')}`);
      for (const part of project.staysCached) assert.ok(!steps.some(name => name.includes(part) && !name.includes('LINK')), `'${part}' stays cached; ran: ${steps.join(' | ')}`);
      const gain = gainOf(original, analysed(project, better));
      if (gain) assert.deepEqual([stepsBefore.filter(isStep).length, steps.filter(isStep).length], [gain.before.steps, gain.after.steps], 'the gain is what the engine does');
    } finally {
      await docker(engine, 'image', 'rm', '--force', before, after);
    }
  });
}

