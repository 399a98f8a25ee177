// The arrows between the rooms, by the tool that checks them, and what the tool can't tell: that it really looked, and that
// a planted arrow is caught in both spellings of Node's modules.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { root, sources } from './sources.js';

function cruise(folders: readonly string[], base = root): { readonly output: string; readonly status: number | null } {
  const run = spawnSync(process.execPath, [path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'), ...folders, '--config', path.join(root, '.dependency-cruiser.cjs')], { cwd: base, encoding: 'utf8' });
  return { output: run.stdout + run.stderr, status: run.status };
}

const planted = mkdtempSync(path.join(root, 'out/arrows-'));
after(() => { rmSync(planted, { recursive: true, force: true }); });

test('no arrow runs against the plan of the house', () => {
  const { output, status } = cruise(['server/src', 'client/src']);
  assert.equal(status, 0, output);
  assert.ok(Number(/\((\d+) modules/.exec(output)?.[1]) > 100, output);
});

const arrows: readonly (readonly [string, string, string])[] = [
  ['core/text/a.ts', "import 'fs'", 'pure'], ['core/text/a.ts', "import 'node:fs'", 'pure'], ['project/a.ts', "import 'node:child_process'", 'pure'], ['lsp/a.ts', "import 'path'", 'pure'], ['browser/a.ts', "import type { Stats } from 'node:fs'", 'pure'],
  ['core/text/a.ts', "import '../plan/b.js'", 'core-text'], ['core/plan/a.ts', "import '../rules/b.js'", 'core-plan'], ['core/syntax/a.ts', "import type { X } from '../shell/b.js'", 'core-syntax'], ['core/text/a.ts', "import '../../project/b.js'", 'room-core'],
  ['project/a.ts', "import '../lsp/b.js'", 'room-project'], ['lsp/a.ts', "import '../node/b.js'", 'room-lsp'], ['browser/a.ts', "import '../engines/b.js'", 'room-browser'], ['engines/a.ts', "import '../core/plan/b.js'", 'room-engines'], ['protocol/a.ts', "import '../core/text/b.js'", 'room-protocol'],
  ['core/plan/a.ts', "import 'vscode-languageserver'", 'pure-core'], ['lsp/a.ts', "import type { Uri } from 'vscode'", 'only-client-knows-vscode'], ['project/a.ts', "import 'dockerfile-ast'", 'only-syntax-parses'], ['core/effects/a.ts', "import 'unbash'", 'only-shell-parses-shell'],
];

test('every kind of wrong arrow is caught', () => {
  for (const folder of ['core/text', 'core/plan', 'core/rules', 'core/shell', 'core/syntax', 'core/effects', 'project', 'lsp', 'node', 'browser', 'engines', 'protocol']) {
    mkdirSync(path.join(planted, 'server/src', folder), { recursive: true });
    writeFileSync(path.join(planted, 'server/src', folder, 'b.ts'), 'export type X = 1;\nexport const b = 1;\n');
  }
  writeFileSync(path.join(planted, 'tsconfig.base.json'), '{ "compilerOptions": { "module": "NodeNext", "moduleResolution": "NodeNext" } }');
  const names = new Map(arrows.map(([file, text, rule], index) => {
    const planting = file.replace('a.ts', `a${index}.ts`);
    writeFileSync(path.join(planted, 'server/src', planting), `${text};\nexport {};\n`);
    return [planting, rule];
  }));
  const { output } = cruise(['server/src'], planted);
  for (const [file, rule] of names) assert.match(output, new RegExp(`error ${rule}: server/src/${file}`), `${rule} of ${file}\n${output}`);
  assert.ok(readdirSync(planted).length > 0);
});

test("no source of the pure rooms uses one of Node's globals or the clock", () => {
  const impure = /(?<![\w.'"`])(?:process|Buffer|__dirname|__filename|setTimeout|setInterval|setImmediate)\b(?=[.(\[])|\bDate\.now\(|\bMath\.random\(|(?<![\w.])console\./;
  const found = sources(/^server\/src\/(?:core|project|lsp|messages|protocol)\/.*\.ts$/, 150).flatMap(({ path: file, text }) => text.split('\n').filter(line => !/^\s*(?:\/\/|\*|\/\*)/.test(line) && impure.test(line)).map(line => `${file}: ${line.trim()}`));
  assert.deepEqual(found, []);
});
