// Builds every bundle of the extension. `node esbuild.mjs` writes dist/ and dist/meta.json (sizes for the budgets).
import { build } from 'esbuild';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
const production = !process.argv.includes('--dev');
const shared = { bundle: true, minify: production, sourcemap: production ? false : 'linked', metafile: true, logLevel: 'warning', format: 'cjs', legalComments: 'none' };
const node = { ...shared, platform: 'node', target: 'node20', mainFields: ['module', 'main'], define: { __PLATFORM__: '"node"', __VERSION__: JSON.stringify(version) } };
const web = { ...shared, platform: 'browser', target: 'es2022', mainFields: ['browser', 'module', 'main'], define: { global: 'globalThis', __PLATFORM__: '"browser"' } };
// The YAML reader is a file of its own, read when it is needed.
const lazyYaml = { name: 'lazy-yaml', setup(bundle) { bundle.onResolve({ filter: /^\.\/yamlReader\.js$/ }, () => ({ path: './yamlReader.cjs', external: true })); } };
// dockerfile-ast calls Buffer.from in one place; a worker has no Buffer.
const bufferShim = ['server/src/browser/bufferShim.ts'];

export const bundles = [
  { ...node, entryPoints: { client: 'client/src/extension.ts' }, outdir: 'dist', outExtension: { '.js': '.cjs' }, external: ['vscode', './languageClient.cjs'] },
  { ...node, entryPoints: { languageClient: 'client/src/languageClient.ts' }, outdir: 'dist', outExtension: { '.js': '.cjs' }, external: ['vscode'] },
  { ...node, entryPoints: { server: 'server/src/node/main.ts' }, outdir: 'dist', outExtension: { '.js': '.cjs' }, plugins: [lazyYaml] },
  { ...node, entryPoints: { yamlReader: 'server/src/node/yamlReader.ts' }, outdir: 'dist', outExtension: { '.js': '.cjs' } },
  { ...node, entryPoints: { cli: 'server/src/node/cli.ts' }, outdir: 'dist', outExtension: { '.js': '.cjs' }, plugins: [lazyYaml], banner: { js: '#!/usr/bin/env node' } },
  { ...web, entryPoints: { client: 'client/src/extensionWeb.ts' }, outdir: 'dist/web', outExtension: { '.js': '.cjs' }, external: ['vscode'] },
  { ...web, entryPoints: { server: 'server/src/browser/main.ts' }, outdir: 'dist/web', format: 'iife', inject: bufferShim },
];

if (process.argv[1]?.endsWith('esbuild.mjs')) {
  mkdirSync('dist', { recursive: true });
  // A bundle that is no longer made must not be packed; a package that was made stays.
  for (const name of readdirSync('dist')) if (!name.endsWith('.vsix')) rmSync(`dist/${name}`, { recursive: true });
  const results = await Promise.all(bundles.map(options => build(options)));
  const sizes = {};
  for (const { metafile } of results) for (const [file, { bytes }] of Object.entries(metafile.outputs)) if (!file.endsWith('.map')) sizes[file] = bytes;
  writeFileSync('dist/meta.json', `${JSON.stringify(sizes, null, 2)}\n`);
  chmodSync('dist/cli.cjs', 0o755);
}
