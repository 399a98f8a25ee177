// The command line: words to options, errors to sentences and exit codes.
import { Command, CommanderError, Option } from 'commander';
import { render, type Message } from '../messages/index.js';
import { build, type BuildOptions } from './buildCommand.js';
import { check, type CheckOptions } from './checkCommand.js';
import { fix, type FixOptions } from './fixCommand.js';
import { proveCommand, type ProveOptions } from './proveCommand.js';
import { texts } from './texts.js';
import { exitCodes, UsageError, type World } from './world.js';

/** Runs one command and resolves to its exit code. `words` are those behind the program's name. */
export async function runCommandLine(words: readonly string[], world: World, version: string): Promise<number> {
  let code: number = exitCodes.fine;
  const program = createProgram(world, { words, version }, result => { code = result; });
  try {
    await program.parseAsync([...words], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.fine : exitCodes.misuse;
    world.err(`${error instanceof UsageError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return exitCodes.misuse;
  }
}

function createProgram(world: World, { words, version }: { readonly words: readonly string[]; readonly version: string }, done: (code: number) => void): Command {
  const text = (make: () => Message) => render(make());
  const program = new Command('layerwise').description(text(texts.description)).version(version).exitOverride();
  program.configureOutput({ writeOut: written => { world.out(written); }, writeErr: written => { world.err(written); } });
  const collect = (value: string, before: readonly string[]) => [...before, value];
  const format = () => new Option('--format <format>', text(texts.format)).choices(['text', 'json']).default('text');

  const otherTools = () => new Option('--other-tools <names>', text(texts.otherTools)).argParser((value: string) => value.split(',').map(name => name.trim()).filter(Boolean)).default([], 'none');

  program.command('check').description(text(texts.check)).argument('[paths...]', text(texts.paths)).addOption(format())
    .addOption(new Option('--fail-on <severity>', text(texts.failOn)).choices(['warning', 'information', 'hint', 'never']).default('warning'))
    .option('--rule <id>', text(texts.rule), collect, []).option('--context <folder>', text(texts.context)).addOption(otherTools())
    .action(async (paths: string[], options: CheckOptions) => { done(await check(world, paths, options)); });

  program.command('fix').description(text(texts.fix)).argument('[paths...]', text(texts.paths)).addOption(format())
    .option('--rule <id>', text(texts.rule), collect, []).option('--choose <words>', text(texts.choose), collect, [])
    .option('--dry-run', text(texts.dryRun), false).option('--context <folder>', text(texts.context)).addOption(otherTools())
    .action(async (paths: string[], options: FixOptions) => { done(await fix(world, paths, options)); });

  program.command('build').description(text(texts.build)).argument('<context>', text(texts.contextArgument)).argument('[engine-words...]').addOption(format())
    .option('-f, --file <file>', text(texts.file)).option('--target <stage>', text(texts.target)).option('--build-arg <name=value>', text(texts.buildArg), collect, [])
    .option('-t, --tag <name>', text(texts.tag), collect, []).option('--platform <platform>', text(texts.platform)).option('--no-cache', text(texts.noCache))
    .option('--builder <name>', text(texts.builder)).option('--docker <program>', text(texts.docker), 'docker')
    .action(async (context: string, extraArguments: string[], options: Omit<BuildOptions, 'extraArguments'>) => {
      if (extraArguments[0] !== undefined && !words.includes('--')) throw new UsageError(texts.wordTooMany({ word: extraArguments[0] }));
      done(await build(world, context, { ...options, extraArguments }));
    });

  program.command('prove').description(text(texts.prove)).argument('<context>', text(texts.contextArgument)).argument('[engine-words...]').addOption(format())
    .option('-f, --file <file>', text(texts.file)).option('--rule <id>', text(texts.rule), collect, []).option('--choose <words>', text(texts.choose), collect, []).option('--target <stage>', text(texts.target))
    .option('--build-arg <name=value>', text(texts.buildArg), collect, []).option('--platform <platform>', text(texts.platform))
    .option('--touch <file>', text(texts.touch)).option('--touch-arg <name=value>', text(texts.touchArg))
    .option('--builder <name>', text(texts.builder)).option('--docker <program>', text(texts.docker), 'docker')
    .action(async (context: string, extraArguments: string[], options: Omit<ProveOptions, 'extraArguments'>) => {
      if (extraArguments[0] !== undefined && !words.includes('--')) throw new UsageError(texts.wordTooMany({ word: extraArguments[0] }));
      done(await proveCommand(world, context, { ...options, extraArguments }));
    });
  return program;
}
