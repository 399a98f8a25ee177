// The proof that a fix keeps the image: each project is built as it is, repaired by the analysis, and built again. Then a
// source file is edited, and no install may run.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../server/src/core/analysis.js';
import { derivePlan } from '../../server/src/core/plan/derivePlan.js';
import { copyBeforeInstall } from '../../server/src/core/rules/copy-before-install.js';
import { missingCacheMount } from '../../server/src/core/rules/missing-cache-mount.js';
import { splitIndexRefresh } from '../../server/src/core/rules/split-index-refresh.js';
import { volatileArgument } from '../../server/src/core/rules/volatile-argument.js';
import { weakIgnoreFile } from '../../server/src/core/rules/weak-ignore-file.js';
import type { Fix } from '../../server/src/core/rules/rule.js';
import { parseDockerfile } from '../../server/src/core/syntax/parser.js';
import { applyEdits } from '../../server/src/core/text/edits.js';
import { render } from '../../server/src/messages/index.js';
import { buildImage, makeContext, type BuildContext } from '../harness/engine/build.js';
import { docker, freshBase, useEngine, type TestEngine } from '../harness/engine/engine.js';
import { compareConfigs, compareImages, imageConfig, imageContents } from '../harness/engine/image.js';
import { memoryContext } from '../harness/memoryContext.js';
import { projects, type Project } from '../harness/projects.js';

const rules = [copyBeforeInstall, missingCacheMount, splitIndexRefresh, volatileArgument, weakIgnoreFile];
const root = '/project';

/** What any two runs of the same step leave different: logs, caches, and byte code that holds times. */
const volatilePaths = [
  /^\/var\/(cache|log)(\/|$)/, /^\/var\/lib\/apt\/lists(\/|$)/, /^\/root\/\.(npm|cache)(\/|$)/, /\/__pycache__\//, /^\/tmp\//,
  // The Dockerfile itself is a part of what `COPY . .` brings, and the fix is meant to change it.
  /^\/(app|srv|srv\/app|repo|home\/app\/src)\/Dockerfile$/,
];

function fixOf(project: Project, files: Readonly<Record<string, string>>): Fix {
  const dockerfile = files['Dockerfile'] ?? '';
  const syntax = parseDockerfile(dockerfile);
  const plan = derivePlan(syntax, { dockerfile: `${root}/Dockerfile`, context: root, target: undefined, args: new Map(), platform: undefined, namedContexts: new Map() });
  const context = memoryContext({ files, root });
  const findings = analyse({ syntax, plan, context, cost: { lastRun: () => undefined }, settings: { levels: new Map() } }, rules, crash => { throw crash.error; });
  const ours = findings.filter(finding => finding.rule.id === project.rule);
  assert.equal(ours.length, 1, `one finding of ${project.rule}`);
  const fix = ours[0]!.fix?.();
  assert.ok(fix, `a fix; blocked: ${ours[0]!.blocked ? render(ours[0]!.blocked) : 'no reason'}`);
  return fix;
}

function repaired(fix: Fix, files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const result = { ...files };
  for (const file of fix.files) result[file.location.slice(root.length + 1)] = applyEdits(file.text, file.edits);
  return result;
}

const argumentsOf = (values: readonly string[] = []) => values.flatMap(value => ['--build-arg', value]);

async function built(engine: TestEngine, context: BuildContext, tag: string, values?: readonly string[]): Promise<void> {
  const result = await buildImage(engine, context, { tag, args: ['--network=host', ...argumentsOf(values)] });
  assert.equal(result.code, 0, result.stderr.slice(-3000));
}

/** Names of the vertices that ran, and of those that were cached, in the build's own words. */
async function outcomes(engine: TestEngine, context: BuildContext, values?: readonly string[]): Promise<{ readonly ran: readonly string[]; readonly cached: readonly string[] }> {
  const result = await buildImage(engine, context, { progress: 'rawjson', args: ['--network=host', ...argumentsOf(values)] });
  assert.equal(result.code, 0, result.stderr.slice(-3000));
  const vertices = new Map<string, { name: string; cached: boolean }>();
  for (const line of result.stderr.split('\n').filter(text => text.startsWith('{'))) {
    for (const vertex of (JSON.parse(line) as { vertexes?: readonly { digest: string; name: string; cached?: boolean }[] }).vertexes ?? []) {
      vertices.set(vertex.digest, { name: vertex.name, cached: vertices.get(vertex.digest)?.cached === true || vertex.cached === true });
    }
  }
  const all = [...vertices.values()];
  return { ran: all.filter(vertex => !vertex.cached).map(vertex => vertex.name), cached: all.filter(vertex => vertex.cached).map(vertex => vertex.name) };
}

for (const project of projects) {
  test(project.name, async () => {
    const engine = await useEngine();
    const base = await freshBase(engine, project.base);
    const files = { ...project.files, Dockerfile: (project.files['Dockerfile'] ?? '').replace('BASE', base) };
    const context = makeContext(files);
    const before = `${base}-before`;
    const after = `${base}-after`;
    try {
      await built(engine, context, before, project.args?.before);
      const fix = fixOf(project, files);
      const better = repaired(fix, files);
      context.write(better);
      await built(engine, context, after, project.args?.before);
      const [one, two] = [await imageContents(engine, before), await imageContents(engine, after)];
      assert.deepEqual(compareImages(one, two, { ignore: [...volatilePaths, ...project.mayDiffer ?? []] }), [], `${render(fix.title)}:\n${better['Dockerfile']}`);
      assert.deepEqual(compareConfigs(await imageConfig(engine, before), await imageConfig(engine, after)), []);
      context.write(project.touch);
      const { ran, cached } = await outcomes(engine, context, project.args?.after);
      for (const part of project.staysCached) {
        assert.ok(cached.some(name => name.includes(part)), `'${part}' is cached; ran: ${ran.join(' | ')}`);
        assert.ok(!ran.some(name => name.includes(part)), `'${part}' does not run again; ran: ${ran.join(' | ')}`);
      }
    } finally {
      await docker(engine, 'image', 'rm', '--force', before, after);
    }
  });
}
