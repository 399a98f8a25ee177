// conda, mamba and micromamba: packages by name or from an environment file, which may name pip's files in turn.
import type { ContextView } from '../context/contextView.js';
import type { ShellCommand } from '../shell/script.js';
import type { CacheFolder, Ecosystem, InstallCommand, ManifestSet } from './ecosystem.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import { namedInside } from './shared/python.js';
import { readRequirementLine } from './shared/requirements.js';
import { readTool, verbs, type Tool } from './shared/tool.js';

const tool: Tool = {
  programs: ['conda', 'mamba', 'micromamba'],
  valued: ['-n', '--name', '-p', '--prefix', '-c', '--channel', '-f', '--file', '--clone', '--solver', '--repodata-fn', '--platform', '--subdir', '-r', '--root-prefix', '--rc-file', '--relocate-prefix', '--revision', '--channel-priority', '--category'],
  verbs: verbs(['packages', 'install', 'create', 'update', 'upgrade'], ['manifest', 'env create', 'env update']),
  aliases: { 'env install': 'env create' },
};

function filesOf(line: { values(...names: readonly string[]): readonly (string | undefined)[]; has(...names: readonly string[]): boolean }): readonly (string | undefined)[] {
  return line.values('-f', '--file').filter(file => file === undefined || !/^https?:/i.test(file));
}

/** Lines of the `pip:` list inside an environment file that pip would follow; other lines are packages by name. */
function pipLines(text: string): readonly string[] {
  return text.split(/\r?\n/).flatMap(line => /^\s*-\s+["']?(.+?)["']?\s*(?:\s#.*)?$/.exec(line)?.[1] ?? []);
}

function manifests(install: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  collector.blockUnknown(readTool(install.command, tool)?.line.unknownOperands);
  for (const named of install.namedManifests) {
    if (named === undefined) {
      collector.block('dynamic-arguments', install.label);
      continue;
    }
    const path = collector.include(namedInside(named, install.directory), '');
    const text = path === undefined ? undefined : collector.text(path);
    if (path === undefined || text === undefined) continue;
    for (const line of pipLines(text)) {
      const reference = readRequirementLine(line);
      if (reference?.kind === 'editable' || reference?.kind === 'local') collector.block(reference.kind === 'editable' ? 'editable' : 'local-path', reference.path, path);
      else if (reference) collector.block('outside-include', reference.path, path);
    }
  }
  return collector.finish();
}

function cacheFolders(_home: string | undefined, variable: (name: string) => string | undefined): readonly CacheFolder[] {
  const root = variable('MAMBA_ROOT_PREFIX') ?? variable('CONDA_DIR');
  // Where it is installed, and so where it keeps packages, only the image knows.
  return [{ target: variable('CONDA_PKGS_DIRS')?.split(/[,:]/)[0] ?? (root === undefined ? undefined : `${root}/pkgs`), sharing: undefined }];
}

export const conda: Ecosystem = {
  id: 'conda', name: 'conda', family: 'python', programs: tool.programs, manifestNames: ['environment.yml', 'environment.yaml', 'environment*.yml', 'environment*.yaml', 'conda-lock.yml'],
  recognise(command: ShellCommand) {
    const call = readTool(command, tool);
    if (!call) return undefined;
    const files = filesOf(call.line);
    const named = files.length === 0 && call.verb.startsWith('env ') && !call.line.has('-f', '--file') ? ['environment.yml'] : files;
    if (call.kind === 'packages' && named.length === 0 && call.line.operands.length === 0 && call.verb === 'create') return undefined;
    return { ecosystem: conda, command, kind: named.length > 0 ? 'manifest' : call.kind, label: `${command.name ?? 'conda'} ${call.verb}`, directory: command.directory, namedManifests: named, localPaths: [] };
  },
  manifests,
  cacheFolders,
  targetOptions: ['-p', '--prefix', '-r', '--root-prefix'],
  namedIgnoreProject: () => true,
  homeEntries: ['.conda', '.condarc', '.mamba'],
  systemFolders: ['/opt/conda'],
};
