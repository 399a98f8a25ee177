// Maven, its wrapper and its daemon. Most projects compile and download in one command.
import type { ShellCommand, ShellWord } from '../shell/script.js';
import { isKnown, readCommandLine } from './shared/commandLine.js';
import type { Ecosystem, InstallCommand } from './ecosystem.js';
import { below } from './shared/tool.js';

const table = { longSingleDash: true, valued: ['-f', '--file', '-P', '--activate-profiles', '-pl', '--projects', '-rf', '--resume-from', '-s', '--settings', '-gs', '--global-settings', '-t', '--toolchains', '-gt', '-l', '--log-file', '-T', '--threads', '-b', '--builder', '--color', '-D', '--define', '-is', '-ps'] };
const phases = /^(validate|initialize|compile|process-\S+|generate-\S+|test|test-compile|package|prepare-package|pre-integration-test|integration-test|post-integration-test|verify|install|deploy)$/;
/** Goals that fetch what the project needs and compile nothing. */
const downloads = /(^|:)(dependency(-maven-plugin)?(:[\d.]+)?:(go-offline|resolve|resolve-plugins|sources|copy-dependencies|tree|list|collect)|go-offline|resolve-dependencies|\S*:go-offline)$/;

/** Words behind a program or a wrapper script, also when a shell is told to run it (`sh ./mvnw`). */
export function scriptArguments(command: ShellCommand, programs: readonly string[]): readonly ShellWord[] | undefined {
  if (command.name !== undefined && programs.includes(command.name)) return command.args;
  if (!/^(sh|bash|ash|dash)$/.test(command.name ?? '')) return undefined;
  const index = command.args.findIndex(arg => !/^[-+]/.test(arg.value));
  const script = command.args[index];
  return script?.static && programs.includes(script.value.slice(script.value.lastIndexOf('/') + 1)) ? command.args.slice(index + 1) : undefined;
}

function recognise(command: ShellCommand): InstallCommand | undefined {
  const args = scriptArguments(command, ['mvn', 'mvnw', 'mvnd']);
  if (!args) return undefined;
  const line = readCommandLine(args, table);
  if (line.has('-v', '--version', '-h', '--help')) return undefined;
  const goals = line.operands.filter(isKnown).map(word => word.value);
  const compiles = goals.some(goal => phases.test(goal) || /^(spring-boot|quarkus|jib|native)\S*:(build|run|repackage|compile|build-image)\S*$/.test(goal));
  const first = goals.find(goal => downloads.test(goal)) ?? goals.find(goal => /(^|:)dependency\S*:get$/.test(goal));
  if (!compiles && first === undefined) return undefined;
  const kind = compiles ? 'build' : first?.endsWith(':get') ? 'packages' : 'manifest';
  const shown = (compiles ? goals.filter(goal => phases.test(goal)).pop() : first) ?? goals[0] ?? '';
  return { ecosystem: maven, command, kind, label: `mvn ${shown.replace(/^\S*maven-dependency-plugin(:[\d.]+)?:/, 'dependency:')}`, directory: command.directory, namedManifests: line.values('-f', '--file'), localPaths: [] };
}

export const maven: Ecosystem = {
  id: 'maven', name: 'Maven', family: 'other', manifestNames: ['pom.xml'],
  recognise,
  cacheFolders: (home, variable) => [{ target: below(variable('MAVEN_USER_HOME') ?? below(home, '.m2'), 'repository'), sharing: undefined }],
  installedFolders: ['target'],
};
