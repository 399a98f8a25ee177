// Finds or makes the engine that `npm start` builds with, and the base image on it.
import { cacheDir } from '../engine/cache.mjs';
import { engineEnv, ownEngine, startEngine } from '../engine/daemon.mjs';
import { makeDebian } from '../engine/images.mjs';
import { installEngine } from '../engine/install.mjs';
import { run } from '../engine/run.mjs';
import { EngineUnavailable } from '../engine/unavailable.mjs';
import { atEnd } from './atEnd.mjs';
import { line, quiet } from './terminal.mjs';
import { texts } from './texts.mjs';

const standInName = 'layerwise/stand-in:python';
const pullLimitMs = 300_000;

/** An engine that answers, or undefined after the reason was said. The private one is told before it is made. */
export async function findEngine({ refused }) {
  if (refused) return void line(texts.noEngine);
  const own = await ownEngine();
  if (own) {
    line(texts.ownEngine(own.version));
    return { client: own.env, env: process.env, isPrivate: false };
  }
  line(texts.privateEngine(cacheDir()));
  try {
    const engine = await startEngine({ engine: await installEngine({ log: quiet }), name: 'start' });
    atEnd(() => engine.stop());
    line(texts.privateReady(engine.version));
    return { client: engine.env, env: engineEnv(engine.env), isPrivate: true };
  } catch (error) {
    if (!(error instanceof EngineUnavailable)) throw error;
    return void line(texts.unavailable(error.message.replace(/\s*\n\s*/g, ' ')));
  }
}

/**
 * What a build of `image` needs: `{builder, extraWords}`, or undefined after the reason was said. Where the image can't
 * be pulled, a local one takes its place through a named build context.
 */
export async function prepareBase(engine, image) {
  const docker = (args, options) => run('docker', args, { env: engine.env, ...options });
  // The private engine's bridge leads nowhere.
  const network = ['--network=host'];
  if ((await docker(['image', 'inspect', image])).code === 0) return { extraWords: engine.isPrivate ? network : [] };
  line(texts.gettingBase(image));
  if ((await docker(['pull', '--quiet', image], { timeout: pullLimitMs })).code === 0) return { extraWords: engine.isPrivate ? network : [] };
  try {
    await makeDebian(engine.client, standInName, { kind: 'python', log: quiet });
  } catch (error) {
    return void line(texts.noBase(image, error.message.split('\n')[0]));
  }
  if (!engine.isPrivate) atEnd(() => docker(['image', 'rm', '--force', standInName]));
  line(texts.standIn(image, standInName));
  // Only a builder inside the engine sees its images.
  const driver = /^Driver:\s*(\S+)/m.exec((await docker(['buildx', 'inspect'])).stdout)?.[1];
  const builder = driver === 'docker' ? undefined : (await docker(['context', 'show'])).stdout.trim();
  return { builder, extraWords: [...network, '--build-context', `${image}=docker-image://${standInName}`] };
}

/** Environment for the editor: the engine's variables, and the person's own ones taken out where they would lead elsewhere. */
export function editorEnv(engine) {
  if (!engine?.isPrivate) return {};
  const foreign = Object.keys(process.env).filter(name => !(name in engine.env)).map(name => [name, undefined]);
  return { ...Object.fromEntries(foreign), ...engine.client };
}

/** Removes images that were made here from an engine that stays. */
export const removeImages = (engine, tags) => (engine.isPrivate ? undefined : run('docker', ['image', 'rm', '--force', ...tags], { env: engine.env }));
