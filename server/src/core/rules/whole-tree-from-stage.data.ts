// Where compilers put what they make. Data and the one function that reads it.
import type { InstallCommand } from '../ecosystems/ecosystem.js';

interface Compiler {
  /** Labels of commands that make something to be run. */
  readonly builds: RegExp;
  /** Options that name the file or folder. */
  readonly options: readonly string[];
  /** Where it goes without one, for people; `undefined`: into the working directory. */
  readonly result: string | undefined;
}

/** By the id of the ecosystem; without interpreters, whose sources are what runs. */
const compilers: ReadonlyMap<string, Compiler> = new Map<string, Compiler>([
  ['go', { builds: /^go build$/, options: ['-o'], result: undefined }],
  ['cargo', { builds: /^cargo build$/, options: ['--target-dir'], result: 'target/release' }],
  ['maven', { builds: /^mvn (?:package|verify|install)$/, options: [], result: 'target' }],
  ['gradle', { builds: /^gradle \S*(?:build|assemble|[jJ]ar|installDist|nativeCompile)$/, options: [], result: 'build' }],
  ['sbt', { builds: /^sbt \S*(?:assembly|stage|pack)$/, options: [], result: 'target' }],
  ['dotnet', { builds: /^dotnet publish$/, options: ['-o', '--output'], result: undefined }],
  ['swift', { builds: /^swift build$/, options: [], result: '.build/release' }],
]);

/** The file or folder that a command makes, as written or as is customary; `undefined`: not known, or nothing to be run. */
export function buildResult({ ecosystem, label, command }: InstallCommand): string | undefined {
  const compiler = compilers.get(ecosystem.id);
  if (!compiler?.builds.test(label)) return undefined;
  const at = command.args.findIndex(arg => compiler.options.includes(arg.value.split('=')[0] ?? ''));
  const word = at < 0 ? undefined : command.args[at];
  const value = word?.value.includes('=') ? word.value.slice(word.value.indexOf('=') + 1) : command.args[at + 1]?.value;
  return word && value !== undefined ? value : compiler.result;
}
