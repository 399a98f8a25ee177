// What is shipped agrees with the manifest, and the language server for the browser runs where there is nothing but what a
// web worker has: here a bare context without any of Node's globals.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import type { BuildOptions } from 'esbuild';
import { read, root, sources } from './sources.js';

const { bundles, programs } = await import(pathToFileURL(path.join(root, 'esbuild.mjs')).href) as { bundles: readonly BuildOptions[]; programs: Readonly<Record<string, string>> };
const manifest = JSON.parse(read('package.json')) as {
  main: string; browser: string; bin: Record<string, string>; engines: { vscode: string }; activationEvents: string[]; devDependencies: Record<string, string>; files?: string[];
  contributes: { commands: { command: string; title: string }[]; taskDefinitions: { type: string }[]; languages: { id: string }[] };
};

const outputsOf = ({ entryPoints, outdir, outExtension }: BuildOptions) => Object.keys(entryPoints as Record<string, string>).map(name => `${outdir}/${name}${outExtension?.['.js'] ?? '.js'}`);
const outputs = bundles.flatMap(outputsOf);

test('main, browser and bin of the manifest are built', () => {
  for (const file of [manifest.main, manifest.browser, ...Object.values(manifest.bin)]) assert.ok(outputs.includes(file.replace(/^\.\//, '')), file);
  assert.equal(new Set(outputs).size, outputs.length);
});

test('every bundle has a budget, and every file that the code loads by name is a bundle', () => {
  const budgets = [...read('scripts/budgets.mjs').matchAll(/'(dist\/[^']+)': \d+/g)].map(match => match[1]);
  // To be shipped, what server and command line share is parted from both, and each is loaded by a few lines of its name.
  assert.deepEqual(budgets.sort(), [...outputs, 'dist/shared.cjs', ...Object.values(programs).map(name => `dist/${name}.cjs`)].sort());
  for (const name of Object.keys(programs)) assert.ok(outputs.includes(`dist/${name}.cjs`), name);
  const loaded = bundles.flatMap(({ external = [], outdir }) => external.filter(name => name.startsWith('./')).map(name => `${outdir}/${name.slice(2)}`));
  for (const file of loaded) assert.ok(outputs.includes(file), file);
});

test('the editor wakes us for a Dockerfile, a task, a link and a build, and for nothing else', () => {
  assert.deepEqual(manifest.activationEvents, ['onLanguage:dockerfile', 'onTaskType:layerwise', 'onUri', 'onCommand:layerwise.build']);
  assert.deepEqual(manifest.contributes.taskDefinitions.map(({ type }) => type), ['layerwise']);
});

test('the oldest editor that the manifest allows is the one that is tested, and whose types are compiled against', () => {
  const tested = (JSON.parse(read('tools/vscode-server-oldest/package.json')) as { dependencies: Record<string, string> }).dependencies['code-server'];
  const minor = (version: string | undefined) => /(\d+)\.(\d+)/.exec(version ?? '')?.slice(1).join('.');
  // The server build bears its own major number in front of the editor's minor one.
  assert.equal(minor(manifest.engines.vscode)?.split('.')[1], minor(tested)?.split('.')[1]);
  assert.equal(minor(manifest.devDependencies['@types/vscode']), minor(manifest.engines.vscode));
});

test('every command has a title in the catalogue of the manifest and a place where it is handled', () => {
  const titles = JSON.parse(read('package.nls.json')) as Record<string, string>;
  const client = sources(/^client\/src\/.*\.ts$/, 30);
  for (const { command, title } of manifest.contributes.commands) {
    assert.ok(titles[title.replaceAll('%', '')], command);
    assert.ok(client.filter(({ text }) => text.includes(`'${command}'`)).length >= 2, `${command} is declared and handled`);
  }
});

const web = bundles.find(({ entryPoints }) => JSON.stringify(entryPoints)?.includes('server/src/browser/main.ts'));

async function buildWeb(): Promise<{ code: string; inputs: readonly string[] }> {
  const { build } = await import('esbuild');
  assert.ok(web);
  const result = await build({ ...web, absWorkingDir: root, write: false, metafile: true, sourcemap: false });
  return { code: result.outputFiles[0]?.text ?? '', inputs: Object.entries(result.metafile.inputs).flatMap(([file, { imports }]) => [file, ...imports.filter(({ external }) => external).map(({ path: name }) => name)]) };
}

test('the server for the browser knows nothing of Node and of the rooms that need it', async () => {
  const { inputs } = await buildWeb();
  assert.ok(inputs.length > 100);
  const wrong = inputs.filter(file => file.startsWith('node:') || /^server\/src\/(?:node|cli|engines)\/|^client\//.test(file) || /^(?:fs|path|os|child_process|crypto|net|util)$/.test(file));
  assert.deepEqual(wrong, []);
});

interface Message { readonly id?: number; readonly method?: string; readonly params?: unknown; readonly result?: unknown }

/** A worker as the server sees it: messages in and out, timers, and the few globals that every worker has. */
function startWorker(code: string): { send(message: object): void; readonly received: Message[]; until(what: string, found: (message: Message) => boolean): Promise<Message> } {
  const received: Message[] = [];
  const self: { onmessage?: (event: { data: unknown }) => void; postMessage(message: Message): void; close(): void; addEventListener(type: string, listener: (event: { data: unknown }) => void): void } = {
    postMessage: message => {
      received.push(structuredClone(message));
      // What the server asks of the editor gets an empty answer.
      if (message.id !== undefined && message.method !== undefined) queueMicrotask(() => { self.onmessage?.({ data: { jsonrpc: '2.0', id: message.id, result: null } }); });
    },
    close: () => undefined, addEventListener: (type, listener) => { if (type === 'message') self.onmessage = listener; },
  };
  const context = vm.createContext({ self, setTimeout, clearTimeout, queueMicrotask, TextEncoder, TextDecoder, URL, crypto: { randomUUID: () => '00000000-0000-0000-0000-000000000000' }, console: {} });
  vm.runInContext(code, context);
  return {
    received, send: message => { self.onmessage?.({ data: { jsonrpc: '2.0', ...message } }); },
    async until(what, wanted) {
      for (let round = 0; round < 200; round++) {
        const found = received.find(wanted);
        if (found) return found;
        await new Promise(resolve => { setTimeout(resolve, 10); });
      }
      throw new Error(`no ${what}: ${JSON.stringify(received)}`);
    },
  };
}

test('it starts and gives hints in a context that has neither process nor Buffer nor require', async () => {
  const worker = startWorker((await buildWeb()).code);
  const uri = 'vscode-vfs://github/owner/repository/Dockerfile';
  worker.send({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: { textDocument: { diagnostic: {} } }, workspaceFolders: null, initializationOptions: { trusted: true } } });
  await worker.until('answer to initialize', ({ id, result }) => id === 1 && result !== undefined);
  worker.send({ method: 'initialized', params: {} });
  worker.send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'dockerfile', version: 1, text: 'FROM python\nCOPY . .\nRUN <<EOF\npip install -r requirements.txt\nEOF\nRUN ["sh", "-c", "apt-get update"]\nHEALTHCHECK CMD curl x\n' } } });
  worker.send({ id: 2, method: 'textDocument/diagnostic', params: { textDocument: { uri } } });
  const answer = await worker.until('diagnostics', ({ id }) => id === 2);
  const codes = (answer.result as { items: { code: string }[] }).items.map(item => item.code);
  assert.ok(codes.includes('unpinned-base') && codes.includes('copy-before-install'), JSON.stringify(answer));
  worker.send({ id: 3, method: 'layerwise/build', params: { uri } });
  assert.equal(((await worker.until('answer to a build', ({ id }) => id === 3)).result as { status: string }).status, 'refused', 'a worker starts nothing');
  assert.deepEqual(worker.received.filter(({ method }) => method === 'window/logMessage'), []);
});
