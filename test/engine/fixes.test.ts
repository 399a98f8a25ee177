// The proof that fixes keep the image, for a spread of the proof projects: each is built as it is and as its fix leaves it, then
// a source file is edited, and no install may run. `npm run prove:projects` proves all of them.
import { test } from 'node:test';
import { proveProject } from '../harness/proveProject.js';
import { projects } from '../harness/projects/index.js';

for (const project of projects.filter(({ quick }) => quick)) {
  test(`${project.rule}: ${project.name}`, async () => {
    await proveProject(project);
  });
}
