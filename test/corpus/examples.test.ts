// The bounded part of the corpus run: every Dockerfile of the rules' pages and of samples/ goes through the same checks as
// those of real repositories, with all rules on, which on a page of one rule nobody looks at.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { isDockerfileName } from '../../server/src/cli/findDockerfiles.js';
import { createFileTree } from '../../server/src/node/fileTree.js';
import { waitingDisk } from '../../server/src/node/disk.js';
import { readMarks } from '../harness/marks.js';
import { memoryHost } from '../harness/memoryHost.js';
import { parseRulePage, type PageBlock, type PageCase } from '../harness/rulePage.js';
import { examine } from './examine.js';
import { corpusHost } from './repositories.js';

declare const __ROOT__: string;

const textOf = (block: PageBlock) => block.lines.map(line => `${line}\n`).join('');

async function problemsOf(pageCase: PageCase): Promise<readonly string[]> {
  const files = Object.fromEntries(pageCase.files.map(({ path: name, block }) => [`/project/${name}`, textOf(block)]));
  const host = memoryHost({ ...files, '/project/Dockerfile': readMarks(pageCase.main.lines).text });
  const examined = await examine({ host, location: '/project/Dockerfile', top: '/project', context: '/project' });
  return (examined?.problems ?? ['not read']).map(problem => `${pageCase.name}: ${problem}`);
}

const rulesFolder = path.join(__ROOT__, 'server/src/core/rules');
describe('examples of the rules', () => {
  for (const name of readdirSync(rulesFolder).filter(file => file.endsWith('.md')).sort()) {
    test(name, async () => {
      const { cases } = parseRulePage(readFileSync(path.join(rulesFolder, name), 'utf8'));
      assert.ok(cases.length > 0);
      assert.deepEqual((await Promise.all(cases.map(problemsOf))).flat(), []);
    });
  }
});

test('samples', async () => {
  const folder = path.join(__ROOT__, 'samples');
  const dockerfiles = readdirSync(folder, { recursive: true }).map(String).filter(file => isDockerfileName(path.basename(file)));
  assert.ok(dockerfiles.length > 0);
  for (const file of dockerfiles) {
    const location = path.join(folder, file).replaceAll('\\', '/');
    const examined = await examine({ host: corpusHost(createFileTree(waitingDisk), text => { throw new Error(text); }), location, top: path.dirname(location) });
    assert.deepEqual(examined?.problems, [], file);
    assert.ok((examined?.findings.length ?? 0) > 0, `${file}: a sample shows something`);
  }
});
