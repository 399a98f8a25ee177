// Perl: cpanm, cpm, Carton and cpan install what a cpanfile names, or packages by name.
import type { ContextView } from '../context/contextView.js';
import type { ShellCommand } from '../shell/script.js';
import type { Ecosystem, Frozen, InstallCommand, ManifestSet } from './ecosystem.js';
import { isKnown, readCommandLine, type CommandLine, type OptionTable } from './shared/commandLine.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import { below } from './shared/tool.js';

const isLocal = (word: string): boolean => /^\.{0,2}\/|^\.{1,2}$|\.tar\.gz$/.test(word) && !word.includes('://');
const manifestNames = ['cpanfile', 'cpanfile.snapshot'];
const shared = { family: 'other', namedIgnoreProject: () => true, homeEntries: ['.cpan', '.cpanm', '.perl-cpm', 'perl5'] } as const;

const cpanmTable: OptionTable = { valued: ['-l', '--local-lib', '-L', '--local-lib-contained', '--mirror', '--cpanfile', '--with-feature', '--without-feature', '--configure-timeout', '--build-timeout', '--test-timeout', '--save-dists', '-M', '--from', '--format'] };
const cpmTable: OptionTable = { valued: ['-L', '--local-lib-contained', '-w', '--workers', '--cpanfile', '--snapshot', '--metafile', '--mirror', '-r', '--resolver', '--target-perl', '--home', '--feature', '--color'] };
const cartonTable: OptionTable = { valued: ['--path', '--cpanfile', '--without'] };

/** The install of a command line that was sorted out. */
function installOf(ecosystem: Ecosystem, command: ShellCommand, { kind, label, words }: { readonly kind: InstallCommand['kind']; readonly label: string; readonly words: readonly string[] }): InstallCommand {
  const localPaths = words.filter(isLocal);
  return { ecosystem, command, kind: kind === 'packages' && localPaths.length > 0 ? 'project' : kind, label, directory: command.directory, namedManifests: [], localPaths };
}

function wordsOf(line: CommandLine): readonly string[] {
  return line.operands.filter(isKnown).map(word => word.value);
}

/** What all of them read of a project that has a cpanfile. */
function collect(install: InstallCommand, folder: string, context: ContextView, table: OptionTable): ManifestCollector {
  const collector = new ManifestCollector(folder, context);
  const line = readCommandLine(install.command.args, table);
  collector.blockUnknown(line.unknownOperands);
  if (install.kind === 'project') collector.block('project-install', install.localPaths[0] ?? '.');
  for (const path of install.localPaths) collector.block('local-path', path);
  const name = collector.include(line.values('--cpanfile')[0] ?? 'cpanfile', '');
  const text = (name === undefined ? undefined : collector.text(name)) ?? '';
  // It is a program, too.
  const reaching = /\b(?:do|require|open|slurp|glob)\s*\(?\s*["'][./][^"']*/.exec(text.replace(/#.*$/gm, ''))?.[0];
  if (reaching !== undefined) collector.block('outside-include', reaching, name);
  return collector;
}

function cpanmManifests(install: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = collect(install, folder, context, cpanmTable);
  // Programs that would say what is needed are not run where a cpanfile says it (App::cpanminus::script configure_this).
  collector.optional('Build.PL', 'Makefile.PL', 'META.json', 'META.yml');
  return collector.finish();
}

export const cpanm: Ecosystem = {
  ...shared, id: 'cpanm', name: 'cpanm', programs: ['cpanm'], manifestNames,
  recognise(command) {
    if (command.name !== 'cpanm') return undefined;
    const line = readCommandLine(command.args, cpanmTable);
    const dependencies = line.has('--installdeps');
    const words = wordsOf(line);
    if (line.has('-h', '--help', '-V', '--version', '--self-upgrade', '--info', '--look') || (words.length === 0 && !dependencies)) return undefined;
    return installOf(cpanm, command, { kind: dependencies ? 'manifest' : 'packages', label: dependencies ? 'cpanm --installdeps' : 'cpanm', words: dependencies ? words.filter(word => word !== '.') : words });
  },
  manifests: cpanmManifests,
  // What it keeps in ~/.cpanm it never takes again, so there is no cache folder.
  targetOptions: ['-l', '--local-lib', '-L', '--local-lib-contained'],
};

function cpmManifests(install: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = collect(install, folder, context, cpmTable);
  if (readCommandLine(install.command.args, cpmTable).has('--metafile')) collector.block('outside-include', '--metafile');
  collector.optional('cpanfile.snapshot', 'cpm.yml');
  return collector.finish();
}

export const cpm: Ecosystem = {
  ...shared, id: 'cpm', name: 'cpm', programs: ['cpm'], manifestNames,
  recognise(command) {
    if (command.name !== 'cpm') return undefined;
    const [verb, ...words] = wordsOf(readCommandLine(command.args, cpmTable));
    return verb === 'install' ? installOf(cpm, command, { kind: words.length > 0 ? 'packages' : 'manifest', label: 'cpm install', words }) : undefined;
  },
  manifests: cpmManifests,
  cacheFolders: (home, variable) => [{ target: variable('PERL_CPM_HOME') ?? below(home, '.perl-cpm'), sharing: undefined }],
  cacheHolds: 'downloads',
  targetOptions: ['-L', '--local-lib-contained'],
  installedFolders: ['local'],
};

function cartonManifests(install: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = collect(install, folder, context, cartonTable);
  if (readCommandLine(install.command.args, cartonTable).has('--deployment')) collector.require('cpanfile.snapshot', 'missing-lock');
  else collector.optional('cpanfile.snapshot');
  collector.optional('vendor/cache');
  return collector.finish();
}

/** With it the modules of the snapshot are installed and the cpanfile's ranges are not asked. */
function frozen({ command }: InstallCommand): Frozen | undefined {
  return command.args.some(arg => arg.value === '--deployment' || arg.value === 'update') ? undefined : { locks: ['cpanfile.snapshot'], option: '--deployment' };
}

export const carton: Ecosystem = {
  ...shared, id: 'carton', name: 'Carton', programs: ['carton'], manifestNames,
  recognise(command) {
    if (command.name !== 'carton') return undefined;
    const [verb = ''] = wordsOf(readCommandLine(command.args, cartonTable));
    return /^(install|update)$/.test(verb) ? installOf(carton, command, { kind: 'manifest', label: `carton ${verb}`, words: [] }) : undefined;
  },
  manifests: cartonManifests,
  frozen,
  targetOptions: ['--path'],
  installedFolders: ['local'],
};

export const cpan: Ecosystem = {
  ...shared, id: 'cpan', name: 'cpan', programs: ['cpan'], manifestNames: [],
  recognise(command) {
    if (command.name !== 'cpan') return undefined;
    const line = readCommandLine(command.args, {});
    const words = wordsOf(line);
    return words.length === 0 || line.has('-h', '-v', '-l', '-D', '-O', '-A', '-C') ? undefined : installOf(cpan, command, { kind: 'packages', label: 'cpan', words });
  },
};
