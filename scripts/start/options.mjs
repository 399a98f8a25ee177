// The words behind `npm start --` as options.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { texts } from './texts.mjs';

/** Wrong use: the message is one sentence for the person who typed. */
export class WrongUse extends Error {}

/** `target` is absolute, or undefined for the sample. npm runs scripts in the project's folder and tells where it was called. */
export function readOptions(words, base = process.env.INIT_CWD ?? process.cwd()) {
  let parsed;
  try {
    parsed = parseArgs({ args: words, allowPositionals: true, options: { exit: { type: 'boolean' }, torch: { type: 'boolean' }, 'no-engine': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } });
  } catch (error) {
    throw new WrongUse(texts.wrongOption(error.message));
  }
  const { values, positionals } = parsed;
  if (positionals.length > 1) throw new WrongUse(texts.onePath);
  const target = positionals[0] === undefined ? undefined : path.resolve(base, positionals[0]);
  if (target !== undefined && !existsSync(target)) throw new WrongUse(texts.noSuchPath(positionals[0]));
  if (target !== undefined && values.torch) throw new WrongUse(texts.torchIsForSample);
  return { exit: values.exit ?? false, torch: values.torch ?? false, noEngine: values['no-engine'] ?? false, help: values.help ?? false, target };
}
