// The proof projects without their builds: each gets the fix that it is about, or the sentence that says why there is none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { baseName } from '../harness/engine/engine.js';
import { assertNotOffered, offeredChange, openProject } from '../harness/proveProject.js';
import { projects } from '../harness/projects/index.js';

// What a rule knows from a build can't be seen without one.
for (const project of projects.filter(({ built }) => built === undefined)) {
  test(`${project.rule}: ${project.name}`, async () => {
    const opened = await openProject(project, `${baseName(project.base)}:today`);
    if ('spares' in project.expect) await offeredChange(project, opened);
    else assertNotOffered(project.expect, opened);
  });
}

test('names are unique, and half of the projects are monorepos or hazards', () => {
  const names = projects.map(({ rule, name, base }) => `${rule} ${base} ${name}`);
  assert.deepEqual(names.filter((name, at) => names.indexOf(name) !== at), []);
  assert.ok(projects.length >= 60, `${projects.length} projects`);
  assert.ok(projects.filter(({ kind }) => kind !== 'plain').length * 2 >= projects.length);
  assert.ok(projects.filter(({ expect }) => 'wrongFix' in expect).length >= 8);
});
