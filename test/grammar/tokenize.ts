// Colours text as the editor does: with the tokenizer, and for Dockerfiles the grammar, of the VS Code build that the
// other editor tests run.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

declare const __ROOT__: string;

interface Grammar {
  tokenizeLine(line: string, state: unknown): { readonly tokens: readonly { readonly startIndex: number; readonly endIndex: number; readonly scopes: readonly string[] }[]; readonly ruleStack: unknown };
}

interface Textmate {
  readonly INITIAL: unknown;
  readonly parseRawGrammar: (text: string, file: string) => unknown;
  readonly Registry: new (options: object) => { loadGrammar(scope: string): Promise<Grammar | null> };
}

interface Oniguruma {
  readonly loadWASM: (data: ArrayBufferLike) => Promise<void>;
  readonly OnigScanner: new (sources: readonly string[]) => unknown;
  readonly OnigString: new (text: string) => unknown;
}

/** A piece of text and what it is, from the outermost scope to the innermost, the grammar's own left out. */
export type Token = readonly [text: string, ...scopes: string[]];

const dockerScope = 'source.dockerfile';
const injection = 'layerwise.dockerfile-ignore';
const files: Readonly<Record<string, string>> = {
  'text.layerwise-log': path.join(__ROOT__, 'syntaxes/layerwise-log.tmLanguage.json'),
  [injection]: path.join(__ROOT__, 'syntaxes/dockerfile-ignore.tmLanguage.json'),
};

let loading: Promise<{ readonly textmate: Textmate; readonly registry: InstanceType<Textmate['Registry']> }> | undefined;

async function load() {
  const script = (name: string) => pathToFileURL(path.join(__ROOT__, 'scripts/vscode', name)).href;
  const { installServer } = await import(script('install.mjs')) as { installServer: (edition: string, log: (text: string) => void) => Promise<unknown> };
  const { serverPaths } = await import(script('paths.mjs')) as { serverPaths: (edition: string) => { readonly vscode: string } };
  await installServer('newest', console.log);
  const { vscode } = serverPaths('newest');
  const require = createRequire(path.join(vscode, 'package.json'));
  const textmate = require('vscode-textmate') as Textmate;
  const { loadWASM, OnigScanner, OnigString } = require('vscode-oniguruma') as Oniguruma;
  const wasm = readFileSync(path.join(path.dirname(require.resolve('vscode-oniguruma')), 'onig.wasm'));
  await loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({ createOnigScanner: (sources: readonly string[]) => new OnigScanner(sources), createOnigString: (text: string) => new OnigString(text) }),
    loadGrammar: (scope: string) => {
      const file = scope === dockerScope ? path.join(vscode, 'extensions/docker/syntaxes/docker.tmLanguage.json') : files[scope];
      return Promise.resolve(file === undefined ? null : textmate.parseRawGrammar(readFileSync(file, 'utf8'), file));
    },
    getInjections: (scope: string) => (scope === dockerScope ? [injection] : []),
  });
  return { textmate, registry };
}

/** The tokens of each line that are more than plain text. */
export async function tokenize(scope: string, text: string): Promise<readonly (readonly Token[])[]> {
  const { textmate, registry } = await (loading ??= load());
  const grammar = await registry.loadGrammar(scope);
  if (!grammar) throw new Error(`There is no grammar ${scope}`);
  let state = textmate.INITIAL;
  return text.split('\n').map(line => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens.filter(({ scopes }) => scopes.length > 1).map(({ startIndex, endIndex, scopes }): Token => [line.slice(startIndex, endIndex), ...scopes.slice(1)]);
  });
}
