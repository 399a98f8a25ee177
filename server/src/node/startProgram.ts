// What is started: has Node keep the compiled code of the program beside it (not before Node 22), and loads that. The second start is
// quicker then by a tenth or more. Bundled once per program (esbuild.mjs), with `__PROGRAM__` as the file to load.
import module, { createRequire } from 'node:module';
import path from 'node:path';
import envPaths from 'env-paths';

declare const __PROGRAM__: string;

// In a folder of the user's own: code that was compiled is run as it is found. A folder that can't be written keeps nothing, without a word,
// and NODE_COMPILE_CACHE and NODE_DISABLE_COMPILE_CACHE go before.
const { enableCompileCache } = module as { readonly enableCompileCache?: (folder: string) => unknown };
enableCompileCache?.(path.join(envPaths('layerwise', { suffix: '' }).cache, 'compiled'));
createRequire(__filename)(__PROGRAM__);
