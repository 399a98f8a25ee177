// Maven, its wrapper and its daemon. Most projects compile and download in one command.
import type { ShellCommand } from '../shell/script.js';
import { isKnown, readCommandLine } from './shared/commandLine.js';
import { carriedWords, writtenProgram, type Carried } from './shared/carried.js';
import type { ContextView } from '../context/contextView.js';
import type { Ecosystem, FetchStep, InstallCommand, ManifestSet } from './ecosystem.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import { collectPoms, neededModule } from './shared/mavenProject.js';
import { scriptArguments, shells } from './shared/scripts.js';
import { below } from './shared/tool.js';

const table = { longSingleDash: true, valued: ['-f', '--file', '-P', '--activate-profiles', '-pl', '--projects', '-rf', '--resume-from', '-s', '--settings', '-gs', '--global-settings', '-t', '--toolchains', '-gt', '-l', '--log-file', '-T', '--threads', '-b', '--builder', '--color', '-D', '--define', '-is', '-ps'] };
const programs = ['mvn', 'mvnw', 'mvnd'];
const phases = /^(validate|initialize|compile|process-\S+|generate-\S+|test|test-compile|package|prepare-package|pre-integration-test|integration-test|post-integration-test|verify|install|deploy)$/;
/** Goals that fetch what the project needs and compile nothing. */
const downloads = /(^|:)(dependency(-maven-plugin)?(:[\d.]+)?:(go-offline|resolve|resolve-plugins|sources|copy-dependencies|tree|list|collect)|go-offline|resolve-dependencies|\S*:go-offline)$/;

function recognise(command: ShellCommand): InstallCommand | undefined {
  const args = scriptArguments(command, programs);
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

function manifests(install: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  const args = scriptArguments(install.command, programs) ?? [];
  const line = readCommandLine(args, table);
  const [named = 'pom.xml'] = install.namedManifests.length > 0 ? install.namedManifests : ['pom.xml'];
  if (install.namedManifests.includes(undefined)) collector.block('dynamic-arguments', '-f');
  const root = collector.include(/\.xml$/.test(named) ? named : `${named}/pom.xml`, '');
  if (root === undefined) return collector.finish();
  const modules = collectPoms(collector, root);
  const needed = install.kind === 'build' ? neededModule(modules) : undefined;
  if (needed !== undefined) collector.block('workspace', needed, root);
  for (const settings of line.values('-s', '--settings', '-gs', '--global-settings')) {
    const inside = settings === undefined || settings.startsWith('/') ? undefined : collector.include(settings, '');
    if (inside !== undefined) collector.require(inside);
  }
  if (/mvnw$/.test(install.command.name ?? '') || args.length < install.command.args.length) collector.optional('mvnw');
  collector.optional('.mvn');
  collector.blockAbove('outside-include', '.mvn');
  return collector.finish();
}

const carried: Carried = {
  options: /^(?:-s|--settings|-gs|--global-settings|-t|--toolchains|-gt|--global-toolchains|-f|--file|-pl|--projects|-am|--also-make|-P.*|--activate-profiles|-D.*|--define|-B|--batch-mode|-ntp|--no-transfer-progress|-U|--update-snapshots|-q|--quiet|-e|--errors|-C|-c|--strict-checksums|--lax-checksums)$/,
  valued: new Set(table.valued),
};

/**
 * The plugin finds what poms name, which is not all that a build fetches (plugins that load artifacts when they run) and
 * more than it (plugins of phases that the build does not reach). Projects of several modules that depend on each other
 * have to be built first: their manifests say so.
 */
function fetchStep({ command, kind }: InstallCommand): FetchStep | undefined {
  const args = scriptArguments(command, programs);
  const line = args && readCommandLine(args, table);
  if (kind !== 'build' || !line || line.has('-o', '--offline')) return undefined;
  const program = writtenProgram(command, args);
  const words = carriedWords(args, carried);
  return program === undefined || !words ? undefined : { command: [program, ...words, 'dependency:go-offline'].join(' '), onlyCache: true, fetchesMore: true };
}

export const maven: Ecosystem = {
  id: 'maven', name: 'Maven', family: 'other', programs: [...programs, ...shells], manifestNames: ['pom.xml'],
  recognise,
  cacheFolders: (home, variable) => [{ target: below(variable('MAVEN_USER_HOME') ?? below(home, '.m2'), 'repository'), sharing: undefined }],
  manifests,
  fetchStep,
  homeEntries: ['.m2'],
  cacheOptions: ['-Dmaven.repo.local='],
  installedFolders: ['target'],
};
