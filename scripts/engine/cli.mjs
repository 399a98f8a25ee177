// `node scripts/engine/cli.mjs install|start|env|json|stop` for people who want a Docker engine on a machine without one.
import { existsSync } from 'node:fs';
import { attachEngine, sessionDir, sessionEngine } from './daemon.mjs';
import { installEngine } from './install.mjs';
import { removeEngine, sweepEngines } from './leftovers.mjs';
import { EngineUnavailable } from './unavailable.mjs';

const usage = `Usage: node scripts/engine/cli.mjs <command>
  install [modern|stable|20.10]   put the engine into the cache folder
  start [modern|stable|20.10]     start a private engine that lives until 'stop', and print the lines that point a shell to it
  env                             print these lines again:  eval "$(node scripts/engine/cli.mjs env)"
  json                            the same as JSON, for LAYERWISE_TEST_ENGINE
  stop                            stop it and delete its data`;

const log = text => console.error(text);
const quote = text => `'${text.replaceAll("'", "'\\''")}'`;
const print = ({ env, engine }) => {
  for (const [name, value] of Object.entries(env)) if (name !== 'PATH') console.log(`export ${name}=${quote(value)}`);
  console.log(`export PATH=${quote(engine.binDir)}:"$PATH"`);
};

function session() {
  const engine = attachEngine(sessionDir());
  if (!engine) throw new EngineUnavailable('start', 'No private engine is running.', 'Start it: node scripts/engine/cli.mjs start');
  return engine;
}

const commands = {
  install: async version => { await installEngine({ version: version ?? 'modern', log }); },
  start: async version => { print(await sessionEngine({ version: version ?? 'modern', log })); },
  env: async () => { print(session()); },
  json: async () => { console.log(JSON.stringify(session().env)); },
  stop: async () => {
    if (existsSync(sessionDir())) await removeEngine(sessionDir());
    await sweepEngines();
  },
};

const [command, argument, ...rest] = process.argv.slice(2);
if (!Object.hasOwn(commands, command ?? '') || rest.length > 0) {
  log(usage);
  process.exit(command === undefined || command === '--help' || command === 'help' ? 0 : 2);
}
try { await commands[command](argument); } catch (error) {
  log(error instanceof EngineUnavailable ? error.message : error);
  process.exitCode = 2;
}
