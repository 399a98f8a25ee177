// Builds every bundle of the extension. `node esbuild.mjs` writes dist/ and dist/meta.json (sizes for the budgets).
import { build, transform } from 'esbuild';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
const production = !process.argv.includes('--dev');
const shared = { bundle: true, minify: production, sourcemap: production ? false : 'linked', metafile: true, logLevel: 'warning', format: 'cjs', legalComments: 'none' };
const node = { ...shared, platform: 'node', target: 'node20', mainFields: ['module', 'main'], define: { __PLATFORM__: '"node"', __VERSION__: JSON.stringify(version) } };
const web = { ...shared, platform: 'browser', target: 'es2022', mainFields: ['browser', 'module', 'main'], define: { global: 'globalThis', __PLATFORM__: '"browser"' } };
// What few need is a file of its own, read when it is needed: the reader of YAML, and what a proof needs.
const lazyParts = { name: 'lazy-parts', setup(bundle) { bundle.onResolve({ filter: /^\.\/(?:yamlReader|proofTools)\.js$/ }, ({ path }) => ({ path: path.replace(/js$/, 'cjs'), external: true })); } };
// dockerfile-ast calls Buffer.from in one place; a worker has no Buffer.
const bufferShim = ['server/src/browser/bufferShim.ts'];

export const bundles = [
  { ...node, entryPoints: { client: 'client/src/extension.ts' }, outdir: 'dist', outExtension: { '.js': '.cjs' }, external: ['vscode', './languageClient.cjs'] },
  { ...node, entryPoints: { languageClient: 'client/src/languageClient.ts' }, outdir: 'dist', outExtension: { '.js': '.cjs' }, external: ['vscode'] },
  { ...node, entryPoints: { server: 'server/src/node/main.ts' }, outdir: 'dist', outExtension: { '.js': '.cjs' }, plugins: [lazyParts] },
  { ...node, entryPoints: { yamlReader: 'server/src/node/yamlReader.ts' }, outdir: 'dist', outExtension: { '.js': '.cjs' } },
  { ...node, entryPoints: { proofTools: 'server/src/node/proofTools.ts' }, outdir: 'dist', outExtension: { '.js': '.cjs' } },
  { ...node, entryPoints: { cli: 'server/src/node/cli.ts' }, outdir: 'dist', outExtension: { '.js': '.cjs' }, plugins: [lazyParts], banner: { js: '#!/usr/bin/env node' } },
  { ...web, entryPoints: { client: 'client/src/extensionWeb.ts' }, outdir: 'dist/web', outExtension: { '.js': '.cjs' }, external: ['vscode'] },
  { ...web, entryPoints: { server: 'server/src/browser/main.ts' }, outdir: 'dist/web', format: 'iife', inject: bufferShim },
];

/** The files that hold the programs, as what is started loads them. */
export const programs = { server: 'languageServer', cli: 'commandLine' };

/** What is started: a few lines that load the program. */
function starter({ entryPoints, banner = {} }) {
  const name = Object.keys(entryPoints)[0];
  const program = `./${programs[name]}.cjs`;
  return { ...node, entryPoints: { [name]: 'server/src/node/startProgram.ts' }, outdir: 'dist', outExtension: { '.js': '.cjs' }, banner, define: { __PROGRAM__: JSON.stringify(program) } };
}

/**
 * Server and command line as they are shipped: what both need is in one file, `shared.cjs`, or the package would hold it twice. esbuild parts
 * only ES modules, so each of those is turned into CommonJS afterwards.
 */
async function buildParted(parts) {
  const { outputFiles, metafile } = await build({ ...parts[0], entryPoints: Object.assign({}, ...parts.map(({ entryPoints }) => entryPoints)), banner: {}, format: 'esm', splitting: true, chunkNames: 'shared', write: false });
  const outputs = {};
  for (const { path, text } of outputFiles.filter(file => !file.path.endsWith('.map'))) {
    const part = basename(path, '.cjs');
    const file = `dist/${programs[part] ?? part}.cjs`;
    const { code } = await transform(text, { format: 'cjs', platform: 'node', target: node.target, minify: production });
    writeFileSync(file, code);
    outputs[file] = { bytes: Buffer.byteLength(code) };
  }
  return { metafile: { ...metafile, outputs } };
}

if (process.argv[1]?.endsWith('esbuild.mjs')) {
  mkdirSync('dist', { recursive: true });
  // A bundle that is no longer made must not be packed; a package that was made stays.
  for (const name of readdirSync('dist')) if (!name.endsWith('.vsix')) rmSync(`dist/${name}`, { recursive: true });
  const isParted = ({ outdir, entryPoints }) => outdir === 'dist' && ('server' in entryPoints || 'cli' in entryPoints);
  const parted = bundles.filter(isParted);
  const results = await Promise.all([buildParted(parted), ...[...parted.map(starter), ...bundles.filter(options => !isParted(options))].map(options => build(options))]);
  const sizes = {};
  for (const { metafile } of results) for (const [file, { bytes }] of Object.entries(metafile.outputs)) if (!file.endsWith('.map')) sizes[file] = bytes;
  writeFileSync('dist/meta.json', `${JSON.stringify(sizes, null, 2)}\n`);
  chmodSync('dist/cli.cjs', 0o755);
}
