// What is taken over from the version before an edit must say the same as a file that was just opened: findings, fixes,
// commands and marks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { render } from '../../server/src/messages/index.js';
import type { DockerfileProject } from '../../server/src/project/dockerfileProject.js';
import { Project } from '../../server/src/project/project.js';
import { memoryHost } from '../harness/memoryHost.js';

const location = '/project/Dockerfile';
const text = [
  '# syntax=docker/dockerfile:1', 'ARG BASE=python:3.12', 'FROM ${BASE} AS base', 'ARG GIT_COMMIT', 'ENV PIP_NO_CACHE_DIR=1 A="$GIT_COMMIT"', 'RUN apt-get update', 'RUN apt-get install -y curl \\', '  # why', '  git && rm -rf /var/lib/apt/lists/*',
  'SHELL ["/bin/bash", "-c"]', 'RUN <<EOF', 'pip install six', 'cd /tmp && npm ci', 'EOF', '', '# layerwise ignore=unpinned-base', 'FROM node AS web', 'WORKDIR /web', 'COPY . .', 'RUN --mount=type=cache,target=/x npm ci; npm run build', 'FROM base', 'WORKDIR /app',
  'COPY . /app', 'COPY --from=web /web/dist /app/static', "RUN pip install -r requirements.txt && echo 'done'", 'ONBUILD COPY . .', 'CMD ["x"]', '',
].join('\n');
const files = { [location]: text, '/project/requirements.txt': 'six\n', '/project/package.json': '{}', '/project/package-lock.json': '{}', '/project/app.py': '', '/project/app.log': 'x' };

const pieces = ['\n', '\\\n', ' ', '"', "'", '$', '${A}', '#', '# syntax=x\n', '<<EOF', 'EOF\n', 'RUN pip install x\n', 'FROM a AS base\n', 'COPY . .\n', 'ARG GIT_COMMIT\n', 'SHELL ["sh"]\n', '# escape=`\n', '\r\n', 'USER app\n', 'WORKDIR /other\n', '&& ', '{', ''];
/** Replaces a part of the text; positions are shares of its length, so that they fit whatever came before. */
const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.constantFrom(0, 0, 1, 2, 7, 40), piece: fc.constantFrom(...pieces) });

function apply(before: string, { at, length, piece }: { readonly at: number; readonly length: number; readonly piece: string }): string {
  const from = Math.floor(at * before.length);
  return before.slice(0, from) + piece + before.slice(from + length);
}

async function open(content: string): Promise<{ dockerfile: DockerfileProject; project: Project }> {
  const project = new Project(memoryHost(files));
  project.setFolders(['/project']);
  const dockerfile = project.open(location, content, 1);
  await dockerfile.settle();
  return { dockerfile, project };
}

/** A stage that is copied from is named only: it is among the stages, and what was noted on it depends on who asked. */
function everythingKnown(dockerfile: DockerfileProject): unknown {
  const { syntax, plan, facts } = dockerfile;
  return {
    instructions: syntax.instructions.map(({ keyword, range, logicalText }) => ({ keyword, range, logicalText })), comments: syntax.comments, kind: syntax.kind,
    steps: plan.stages.map(stage => [stage.name, stage.reachable, stage.steps.map(step => ({ kind: step.kind, number: step.number, text: step.instruction.logicalText, from: step.instruction.range.from, state: step.state, copy: step.copy && { ...step.copy, fromStage: step.copy.fromStage?.index }, mounts: step.mounts, script: step.kind === 'run' ? facts.script(step) : undefined }))]),
    findings: dockerfile.findings.map(({ rule, range, message, severity, blocked, related, fix }) => ({ rule: rule.id, range, message: render(message), severity, blocked: blocked && render(blocked), related: related?.map(found => [found.range, render(found.message)]), fix: fix?.()?.files.map(file => file.edits) })),
  };
}

test('after any row of edits all that is known is what a fresh look says', async () => {
  await fc.assert(fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 6 }), async edits => {
    const { dockerfile } = await open(text);
    let current = text;
    for (const [index, change] of edits.entries()) {
      current = apply(current, change);
      dockerfile.update(current, index + 2);
      void dockerfile.findings;
    }
    await dockerfile.settle();
    assert.deepEqual(everythingKnown(dockerfile), everythingKnown((await open(current)).dockerfile), JSON.stringify(current));
  }), { numRuns: 150 });
});

test('typing a line letter by letter, and taking it back', async () => {
  const { dockerfile } = await open(text);
  const line = '\nRUN apt-get update && pip install -r requirements.txt # x';
  const at = text.indexOf('\nFROM base');
  let version = 1;
  for (const length of [...Array(line.length).keys(), ...[...Array(line.length).keys()].reverse()]) {
    const current = text.slice(0, at) + line.slice(0, length) + text.slice(at);
    dockerfile.update(current, ++version);
    await dockerfile.settle();
    if (length % 5 === 0) assert.deepEqual(everythingKnown(dockerfile), everythingKnown((await open(current)).dockerfile), line.slice(0, length));
  }
});
