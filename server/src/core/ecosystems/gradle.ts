// Gradle and its wrapper. There is no standard task that only downloads; a few names are customary.
import type { ShellCommand } from '../shell/script.js';
import { isKnown, readCommandLine } from './shared/commandLine.js';
import type { ContextView } from '../context/contextView.js';
import { collectGradle } from './shared/gradleProject.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import type { Ecosystem, InstallCommand, ManifestSet } from './ecosystem.js';
import { scriptArguments, shells } from './shared/scripts.js';
import { below, directoryOf } from './shared/tool.js';

const table = { longSingleDash: true, valued: ['-p', '--project-dir', '-b', '--build-file', '-c', '--settings-file', '-x', '--exclude-task', '-I', '--init-script', '-g', '--gradle-user-home', '--console', '--max-workers', '--warning-mode', '-M', '--write-verification-metadata', '--include-build', '--project-cache-dir', '--configuration', '--tests'] };
const programs = ['gradle', 'gradlew'];
const silent = /^(clean|wrapper|tasks|help|projects|properties|init|javaToolchains)$/;
const downloads = /^:?(dependencies|buildEnvironment|resolve\w*|download\w*|fetch\w*|cacheDependencies|dependencyInsight)$/i;

function recognise(command: ShellCommand): InstallCommand | undefined {
  const args = scriptArguments(command, programs);
  if (!args) return undefined;
  const line = readCommandLine(args, table);
  if (line.has('-v', '--version', '-h', '--help', '--stop', '--status')) return undefined;
  const tasks = line.operands.filter(isKnown).map(word => word.value);
  const working = tasks.filter(task => !silent.test(task));
  if (working.length === 0) return undefined;
  const kind = working.every(task => downloads.test(task.slice(task.lastIndexOf(':') + 1))) ? 'manifest' : 'build';
  return { ecosystem: gradle, command, kind, label: `gradle ${working[working.length - 1] ?? ''}`, directory: directoryOf(command, line, ['-p', '--project-dir']), namedManifests: [], localPaths: [] };
}

function manifests(_install: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  collectGradle(collector);
  return collector.finish();
}

export const gradle: Ecosystem = {
  id: 'gradle', name: 'Gradle', family: 'other', programs: [...programs, ...shells], manifestNames: ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts'],
  recognise,
  // Gradle locks its home; two builds at once would wait for each other until they give up.
  cacheFolders: (home, variable) => [{ target: variable('GRADLE_USER_HOME') ?? below(home, '.gradle'), sharing: 'locked' }],
  cacheDefeatingFlags: ['--refresh-dependencies'],
  cacheOptions: ['-g', '--gradle-user-home'],
  manifests,
  homeEntries: ['.gradle'],
  // There is no fetch step: no standard task downloads the jars (`dependencies` reads their descriptions only).
  installedFolders: ['build', '.gradle'],
};
