// What an editor without a Dockerfile loads is small, and holds neither the language client nor the server.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { BuildOptions, BuildResult } from 'esbuild';

declare const __ROOT__: string;

test('the activation stub stays below 10 kB', async () => {
  const { bundles } = await import(pathToFileURL(path.join(__ROOT__, 'esbuild.mjs')).href) as { bundles: readonly BuildOptions[] };
  const { build } = await import('esbuild');
  const stub = bundles.find(({ entryPoints }) => JSON.stringify(entryPoints)?.includes('client/src/extension.ts'));
  assert.ok(stub);
  const result: BuildResult = await build({ ...stub, absWorkingDir: __ROOT__, write: false, minify: true, sourcemap: false });
  const [output] = Object.values(result.metafile!.outputs);
  assert.ok(output!.bytes < 10_000, `${output!.bytes} bytes`);
  const inputs = Object.keys(result.metafile!.inputs);
  assert.ok(inputs.length > 0 && inputs.every(input => input.startsWith('client/src/')), inputs.join('\n'));
});
