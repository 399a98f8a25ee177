// sbt: Scala projects. Its build is a program of several files, in the project's root and in `project`.
import type { ContextView } from '../context/contextView.js';
import type { ShellCommand } from '../shell/script.js';
import type { CacheFolder, Ecosystem, FetchStep, InstallCommand, ManifestSet } from './ecosystem.js';
import { carriedWords, writtenProgram } from './shared/carried.js';
import { isKnown, readCommandLine } from './shared/commandLine.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import { scriptArguments, shells } from './shared/scripts.js';
import { userCache } from './shared/python.js';
import { below } from './shared/tool.js';

const programs = ['sbt', 'sbtn'];
const table = { longSingleDash: true, valued: ['-mem', '-ivy', '-sbt-dir', '--sbt-dir', '-sbt-boot', '--sbt-boot', '-sbt-version', '--sbt-version', '-java-home', '--java-home', '-jvm-debug', '-sbt-jar', '-sbt-cache', '--sbt-cache', '-scala-version'] };
const silent = /^(about|clean\w*|exit|help|plugins|projects?( .*)?|reload|set .*|settings|shell|show .*|tasks|(sbtV|v)ersion|\+{2}\S*.*|console|-)$/i;
const downloads = /(^|[/ :])(update(Classifiers|SbtClassifiers)?|dependencyTree|fetch\w*)$/;

function recognise(command: ShellCommand): InstallCommand | undefined {
  const args = scriptArguments(command, programs);
  if (!args) return undefined;
  const line = readCommandLine(args, table);
  if (line.has('-h', '-help', '--help', '-V', '-version', '--version', '--script-version')) return undefined;
  const tasks = line.operands.filter(isKnown).flatMap(word => word.value.split(';')).map(task => task.trim()).filter(task => task !== '' && !silent.test(task));
  const last = tasks[tasks.length - 1];
  if (last === undefined) return undefined;
  return { ecosystem: sbt, command, kind: tasks.every(task => downloads.test(task)) ? 'manifest' : 'build', label: `sbt ${last}`, directory: command.directory, namedManifests: [], localPaths: [] };
}

/** What a build that is a program may do beyond naming its dependencies, by its words. */
const reaching = /\bIO\.(?:read|copy)\w*|\bSource\.fromFile|\bscala\.sys\.process|\bsys\.process|\bProcess\(|["'][^"'\n]*["']\s*\.?!!?|\b(?:RootProject|ProjectRef)\(/;

function manifests(_install: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  const files = ['*.sbt', 'project/*.sbt', 'project/**/*.scala', 'project/project/*.sbt'].flatMap(glob => collector.glob(glob) ?? []);
  if (files.length === 0) collector.require('build.sbt');
  for (const file of files) {
    const text = collector.text(file) ?? '';
    const found = reaching.exec(text)?.[0];
    if (found !== undefined) collector.block('outside-include', found, file);
    // Every sub-project may have a build file of its own.
    for (const [, path = ''] of text.matchAll(/\bfile\(\s*"([^"]+)"\s*\)/g)) {
      const inside = path === '.' ? undefined : collector.include(path, '');
      if (inside !== undefined) for (const own of collector.glob(`${inside}/*.sbt`) ?? []) collector.require(own);
    }
  }
  collector.optional('project/build.properties', '.sbtopts', '.jvmopts', '.sbtrc');
  if (collector.exists('lib')) collector.block('local-path', 'lib');
  return collector.finish();
}

/** Compiles the build itself into `project/target` on the way. */
function fetchStep({ command, kind }: InstallCommand): FetchStep | undefined {
  const args = scriptArguments(command, programs);
  if (kind !== 'build' || !args) return undefined;
  const program = writtenProgram(command, args);
  const words = carriedWords(args, { options: /^-/, valued: new Set(table.valued) });
  return program === undefined || !words ? undefined : { command: [program, ...words, 'update'].join(' '), onlyCache: false, fetchesMore: true };
}

function cacheFolders(home: string | undefined, variable: (name: string) => string | undefined): readonly CacheFolder[] {
  return [userCache('coursier', home, variable, 'COURSIER_CACHE'), below(home, '.sbt'), below(home, '.ivy2')].map(target => ({ target, sharing: undefined }));
}

export const sbt: Ecosystem = {
  id: 'sbt', name: 'sbt', family: 'other', programs: [...programs, ...shells], manifestNames: ['build.sbt', 'project/build.properties', 'project/plugins.sbt'],
  recognise,
  manifests,
  cacheFolders,
  fetchStep,
  homeEntries: ['.sbt', '.ivy2', '.coursier'],
  installedFolders: ['target', 'project/target', 'project/project'],
};
