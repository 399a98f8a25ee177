// What holds for every fix of copy-before-install, whatever the file looks like.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { copyBeforeInstall } from '../../../server/src/core/rules/copy-before-install.js';
import type { DockerfileSyntax } from '../../../server/src/core/syntax/instruction.js';
import { render } from '../../../server/src/messages/index.js';
import { analyseExample, type Example } from '../../harness/analyseExample.js';
import { applyFix } from '../../harness/checkRule.js';

const files: Readonly<Record<string, string>> = {
  'requirements.txt': 'six\n', 'requirements/dev.txt': '-r base.txt\n', 'requirements/base.txt': 'six\n', 'app.py': '', 'src/main.py': '', '.npmrc': '',
  'package.json': '{ "name": "web" }', 'package-lock.json': '{ "name": "web", "lockfileVersion": 3, "packages": {} }', 'web/package.json': '{ "name": "web" }', 'web/index.js': '', 'conf/nginx.conf': '',
};
const lines = [
  'COPY . .', 'COPY . /app', 'copy --chown=1000:1000 . ./', 'COPY src ./src', 'COPY app.py requirements.txt ./', 'COPY package*.json ./', 'COPY conf /etc/nginx', 'COPY web ./web', 'ADD . .',
  'WORKDIR /app', 'WORKDIR /srv', 'USER root', 'USER app', 'ENV A=1', 'ARG B', 'LABEL c=d', 'SHELL ["/bin/bash", "-c"]',
  'RUN pip install -r requirements.txt', 'RUN pip install \\\n    # quiet\n    -r requirements/dev.txt', 'RUN npm ci', 'RUN npm ci && npm run build', 'RUN cd web && npm install', 'RUN apt-get update && apt-get install -y git', 'RUN apt-get update', 'RUN npm install -g pm2',
  'RUN ["pip", "install", "flask"]', 'RUN pip install -e .', 'RUN make', 'RUN mkdir -p /data', 'RUN chmod +x app.py', 'RUN <<EOF\napt-get install -y git\nEOF', 'FROM node:20', 'FROM base', '# a comment', '', '# hadolint ignore=DL3042',
];

const dockerfiles = fc.record({ picked: fc.array(fc.constantFrom(...lines), { minLength: 1, maxLength: 9 }), crlf: fc.boolean(), ended: fc.boolean(), workdir: fc.boolean(), modules: fc.boolean(), context: fc.boolean() }).map(({ picked, crlf, ended, workdir, modules, context }): Example => {
  const text = `FROM python:3 AS base\n${workdir ? 'WORKDIR /app\n' : ''}${picked.join('\n')}${ended ? '\n' : ''}`;
  return { dockerfile: crlf ? text.replace(/\n/g, '\r\n') : text, files: context ? new Map(Object.entries(files)) : new Map(), options: modules && context ? { entries: { 'node_modules/': 0 } } : {} };
});

/** The instructions, but for the COPYs of manifests that a fix adds and the RUNs that it cuts. */
function kept(syntax: DockerfileSyntax): readonly string[] {
  return syntax.instructions.map(instruction => instruction.text.replace(/\r\n/g, '\n')).flatMap(text => (/^run npm ci && /i.test(text) ? [`${text.slice(0, 3)} npm ci`, `${text.slice(0, 3)} npm run build`] : [text])).sort();
}

/** `before` without the elements of `after`, and the reverse. */
function difference(before: readonly string[], after: readonly string[]): { readonly lost: readonly string[]; readonly added: readonly string[] } {
  const rest = [...after];
  const lost = before.filter(text => {
    const at = rest.indexOf(text);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
  return { lost, added: rest };
}

test('a fix loses nothing, adds only COPYs of manifests, and leaves less to be fixed', () => {
  let fixed = 0;
  fc.assert(fc.property(dockerfiles, example => {
    let current = example;
    for (let round = 0; round < 6; round++) {
      const analysis = analyseExample(current, copyBeforeInstall);
      const fix = analysis.findings.flatMap(finding => finding.fix?.() ?? [])[0];
      if (!fix) return;
      fixed++;
      const result = applyFix(fix, current);
      const dockerfile = result.get('Dockerfile') ?? '';
      const next: Example = { ...current, dockerfile, files: new Map([...current.files, ...[...result].filter(([path]) => path !== 'Dockerfile')]) };
      const again = analyseExample(next, copyBeforeInstall);
      const { lost, added } = difference(kept(analysis.syntax), kept(again.syntax));
      assert.deepEqual(lost, []);
      for (const text of added) assert.match(text, /^copy (--\S+ )*([\w./-]*(requirements[\w./-]*txt|package[\w-]*\.json|\.npmrc) )+\S+\/$/i);
      assert.equal(again.syntax.comments.length, analysis.syntax.comments.length);
      assert.equal(/[\r\n]$/.test(dockerfile), /[\r\n]$/.test(current.dockerfile));
      if (current.dockerfile.includes('\r\n')) assert.doesNotMatch(dockerfile, /(?<!\r)\n/);
      else assert.doesNotMatch(dockerfile, /\r/);
      current = next;
    }
    assert.fail(`fixes go on without an end:\n${current.dockerfile}`);
  }), { numRuns: 1500 });
  assert.ok(fixed > 100, `${fixed} fixes were made`);
});

const simple = fc.record({ between: fc.array(fc.constantFrom('ENV A=1', '', '# a comment', 'LABEL a=b', 'RUN mkdir -p /data'), { maxLength: 2 }), install: fc.constantFrom('RUN pip install -r requirements.txt', 'RUN npm ci', 'run npm ci && npm run build', 'RUN pip install \\\n    # quiet\n    -r requirements.txt', 'RUN <<EOF\npip install -r requirements.txt\nEOF'), crlf: fc.boolean(), ended: fc.boolean() }).map(({ between, install, crlf, ended }): Example => {
  const text = ['FROM python:3', 'WORKDIR /app', 'COPY . .', ...between, install, 'CMD ["x"]'].join('\n') + (ended ? '\n' : '');
  return { dockerfile: crlf ? text.replace(/\n/g, '\r\n') : text, files: new Map(Object.entries(files)), options: {} };
});

test('the other cures of a finding end it, too, and keep all but the RUN that they bind into', () => {
  let tried = 0;
  fc.assert(fc.property(simple, example => {
    const analysis = analyseExample(example, copyBeforeInstall);
    for (const cure of analysis.findings.flatMap(finding => finding.alternatives ?? [])) {
      const fix = cure();
      if (!fix) continue;
      tried++;
      const result = applyFix(fix, example);
      const dockerfile = result.get('Dockerfile') ?? '';
      const again = analyseExample({ ...example, dockerfile, files: new Map([...example.files, ...[...result].filter(([path]) => path !== 'Dockerfile')]) }, copyBeforeInstall);
      const { lost, added } = difference(kept(analysis.syntax), kept(again.syntax));
      for (const text of lost) assert.match(text, /^run /i);
      for (const text of added) assert.match(text, /^run (--mount=type=bind,source=\S+,target=\S+ (\\\n\s+)?)+(pip|npm|<<)/i);
      assert.deepEqual(again.findings, []);
      if (example.dockerfile.includes('\r\n')) assert.doesNotMatch(dockerfile, /(?<!\r)\n/);
      else assert.doesNotMatch(dockerfile, /\r/);
    }
  }), { numRuns: 300 });
  assert.ok(tried > 100, `${tried} cures were tried`);
});

test('a cut that parts what is removed from what wrote it says so, where somebody ships the layers', () => {
  const told = (run: string, ...below: readonly string[]) => {
    const dockerfile = ['FROM node:20', 'WORKDIR /app', 'COPY . .', `RUN ${run}`, ...below, ''].join('\n');
    const [fix] = analyseExample({ dockerfile, files: new Map(Object.entries({ 'package.json': '{ "name": "web" }', 'yarn.lock': '# yarn lockfile v1\n', 'index.js': '' })), options: {} }, copyBeforeInstall).findings.flatMap(finding => finding.fix?.() ?? []);
    assert.ok(fix);
    return fix.changes && render(fix.changes);
  };
  const sentence = /^'yarn install' then has a layer of its own, and what '(?:rm -rf \/usr\/local\/share\/\.cache\/yarn|yarn cache clean)' removes stays in it/;
  assert.match(told('yarn install --frozen-lockfile && yarn build && rm -rf /usr/local/share/.cache/yarn') ?? '', sentence);
  assert.match(told('yarn install --frozen-lockfile && yarn build && yarn cache clean') ?? '', sentence);
  assert.equal(told('yarn install --frozen-lockfile && yarn build && rm -rf src'), undefined);
  assert.equal(told('yarn install --frozen-lockfile && yarn cache clean'), undefined);
  assert.equal(told('yarn install --frozen-lockfile && yarn build && yarn cache clean', 'FROM nginx:1.29', 'COPY --from=0 /app/dist /srv'), undefined);
});
