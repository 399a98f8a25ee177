// Bundles the suites of test/client/suite with their bootstrap for one kind of extension host. Knows nothing of VS Code.
import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { cleanAtEnd } from './cleanup.mjs';
import { root } from './paths.mjs';

const suitesFolder = path.join(root, 'test/client/suite');

/**
 * Writes one CommonJS file, which goes when this process ends, and returns its path. The name holds the process id, so that runs side by side do not meet.
 * In a file name, `.node.test.ts` and `.web.test.ts` keep a suite to that host.
 * @param {'node' | 'web'} host
 * @param {string} [grep] runs only the tests whose title holds it
 * @returns {Promise<string>}
 */
export async function bundleTests(host, grep = '') {
  const outfile = path.join(root, 'out/vscode-tests', `${host}-${process.pid}.cjs`);
  cleanAtEnd(() => fs.rmSync(outfile, { force: true }));
  /** @type {import('esbuild').BuildOptions} */
  const shared = { outfile, bundle: true, format: 'cjs', sourcemap: 'inline', logLevel: 'warning', plugins: [suites(host)] };
  if (host === 'node') {
    await build({
      ...shared,
      entryPoints: [path.join(root, 'test/client/mocha/index.ts')],
      platform: 'node',
      target: 'node20',
      mainFields: ['module', 'main'],
      // Mocha reads files beside itself.
      external: ['vscode', 'mocha'],
      define: { __ROOT__: JSON.stringify(root), __PLATFORM__: '"node"', __GREP__: JSON.stringify(grep) },
    });
  } else {
    await build({
      ...shared,
      entryPoints: [path.join(root, 'test/client/mocha/index.web.ts')],
      platform: 'browser',
      target: 'es2022',
      mainFields: ['browser', 'module', 'main'],
      external: ['vscode'],
      define: { global: 'globalThis', __PLATFORM__: '"browser"', __GREP__: JSON.stringify(grep) },
      // There is no Node assert in a worker; the suites use this one in both hosts.
      alias: { 'node:assert/strict': path.join(root, 'test/client/mocha/assert.web.ts') },
    });
  }
  return outfile;
}

/**
 * @param {'node' | 'web'} host
 * @returns {import('esbuild').Plugin}
 */
function suites(host) {
  return {
    name: 'suites',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^layerwise:suites$/ }, ({ path: name }) => ({ path: name, namespace: 'suites' }));
      onLoad({ filter: /.*/, namespace: 'suites' }, () => ({
        contents: suiteFiles(host).map((file) => `import ${JSON.stringify(file)};\n`).join(''),
        resolveDir: root,
      }));
    },
  };
}

/** @param {'node' | 'web'} host */
function suiteFiles(host) {
  const other = host === 'node' ? '.web.test.ts' : '.node.test.ts';
  const files = fs.existsSync(suitesFolder) ? fs.readdirSync(suitesFolder, { recursive: true, encoding: 'utf8' }) : [];
  return files.filter((file) => file.endsWith('.test.ts') && !file.endsWith(other)).sort().map((file) => path.join(suitesFolder, file));
}
