// R: packages by name, from a lock file (renv) or from the project's own description, in code given to the interpreter.
import type { ContextView } from '../context/contextView.js';
import type { ShellCommand } from '../shell/script.js';
import type { CacheFolder, Ecosystem, InstallCommand, ManifestSet } from './ecosystem.js';
import { isKnown, readCommandLine } from './shared/commandLine.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import { below, verbs, type Tool } from './shared/tool.js';

const interpreters = /^(Rscript|R|r)$/;
const projectCode = /\b(?:devtools::install|remotes::install_local|install_local|pak::local_install|devtools::document)\s*\(/;
const manifestCode = /\b(?:renv::(?:restore|hydrate|install)|(?:devtools|remotes)::install_(?:dev_)?deps|install_deps|pak::local_install_(?:dev_)?deps|pak::lockfile_install|packrat::restore)\s*\(/;
const packageCode = /\b(?:install\.packages|install_(?:github|gitlab|bitbucket|git|url|cran|version|bioc)|BiocManager::install|biocLite|(?:pak::)?pkg_install|pak::pak|pak)\s*\(/;

/** The code that the interpreter is given (`-e CODE`, any number of them); `undefined` for a script or a session. */
function codeOf(command: ShellCommand): string | undefined {
  if (command.name === undefined || !interpreters.test(command.name)) return undefined;
  const codes = command.args.flatMap((arg, at) => (arg.value === '-e' ? command.args[at + 1]?.text ?? '' : /^-e./.test(arg.value) ? arg.text.slice(2) : []));
  return codes.length === 0 ? undefined : codes.join('\n');
}

function recogniseCode(command: ShellCommand): InstallCommand | undefined {
  const code = codeOf(command);
  if (code === undefined) return undefined;
  const found = [['project', projectCode], ['manifest', manifestCode], ['packages', packageCode]] as const;
  const [kind, pattern] = found.find(([, calls]) => calls.test(code)) ?? [];
  const called = pattern?.exec(code)?.[0].replace(/\s*\($/, '');
  if (kind === undefined || called === undefined) return undefined;
  // A package's own file is asked for with `repos = NULL`.
  const isLocal = kind === 'packages' && /\brepos\s*=\s*NULL/.test(code);
  return { ecosystem: r, command, kind: isLocal ? 'project' : kind, label: called, directory: command.directory, namedManifests: [], localPaths: kind === 'project' || isLocal ? ['.'] : [] };
}

const installTable = { valued: ['-l', '--library'] };

/** `R CMD INSTALL .` */
function recogniseCommand(command: ShellCommand): InstallCommand | undefined {
  if (command.name !== 'R' || command.args[0]?.value !== 'CMD' || command.args[1]?.value !== 'INSTALL') return undefined;
  const { operands } = readCommandLine(command.args.slice(2), installTable);
  const localPaths = operands.filter(isKnown).map(word => word.value);
  return { ecosystem: r, command, kind: 'project', label: 'R CMD INSTALL', directory: command.directory, namedManifests: [], localPaths: localPaths.length > 0 ? localPaths : ['.'] };
}

const scripts: Tool = {
  programs: ['install2.r', 'install.r', 'installGithub.r', 'installBioc.r', 'install_github.r'],
  valued: ['-n', '--ncpus', '-r', '--repos', '-l', '--libloc', '-d', '--deps', '-m', '--method', '-t', '--type'],
  verbs: verbs(),
};

/** littler's scripts take the packages' names and nothing else. */
function recogniseScript(command: ShellCommand): InstallCommand | undefined {
  if (command.name === undefined || !scripts.programs.includes(command.name)) return undefined;
  const line = readCommandLine(command.args, scripts);
  if (line.operands.length === 0 || line.has('-h', '--help', '-x', '--usage')) return undefined;
  const localPaths = line.operands.filter(isKnown).map(word => word.value).filter(word => /^\.{0,2}\/|\.tar\.gz$/.test(word) && !word.includes('://'));
  return { ecosystem: r, command, kind: 'packages', label: command.name, directory: command.directory, namedManifests: [], localPaths };
}

function manifests(install: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  const code = codeOf(install.command) ?? '';
  if (install.kind === 'project') collector.block('project-install', install.localPaths[0] ?? '.');
  if (/\brenv::/.test(code)) {
    collector.require('renv.lock', 'missing-lock');
    collector.optional('renv/activate.R', 'renv/settings.json', 'renv/settings.dcf', 'renv/.gitignore', '.renvignore');
    // Without a lock file's help these look for what the sources use.
    if (!/\brenv::restore\b/.test(code)) collector.block('project-install', 'renv');
  } else if (/\bpackrat::/.test(code)) collector.optional('packrat');
  else collector.require('DESCRIPTION');
  collector.optional('.Rprofile', '.Renviron');
  const profile = collector.exists('.Rprofile') ? collector.text('.Rprofile') ?? '' : '';
  for (const [, path = ''] of profile.replace(/#.*$/gm, '').matchAll(/\bsource\(\s*["']([^"']+)["']/g)) {
    const inside = collector.include(path, '');
    if (inside !== undefined) collector.require(inside, 'missing-manifest', '.Rprofile');
  }
  return collector.finish();
}

/** Calls that read no file of the project; in code with any other nothing is known. */
const harmless = new Set([
  'c', 'list', 'options', 'getOption', 'Sys.getenv', 'Sys.setenv', 'library', 'require', 'requireNamespace', 'if', 'for', 'while', 'function', 'stop', 'quit', 'q', 'paste', 'paste0', 'message', 'cat', 'print', 'warning', 'invisible', 'suppressMessages',
  'suppressWarnings', 'suppressPackageStartupMessages', 'stopifnot', 'installed.packages', 'rownames', 'setdiff', 'is.element', 'lapply', 'sapply', 'is.null', 'max', 'min', 'detectCores', 'tryCatch', 'setRepositories', 'all', 'any', 'length', 'names', 'unname', 'file.path', 'R.Version', 'packageVersion',
  'install.packages', 'install_github', 'install_gitlab', 'install_bitbucket', 'install_git', 'install_url', 'install_cran', 'install_version', 'install_bioc', 'install', 'biocLite', 'pkg_install', 'pak',
]);

function ignoresProject({ command }: InstallCommand): boolean {
  const code = codeOf(command);
  return code === undefined ? command.name !== 'R' : [...code.matchAll(/([A-Za-z.][\w.]*)\s*\(/g)].every(match => harmless.has(match[1] ?? ''));
}

function cacheFolders(home: string | undefined, variable: (name: string) => string | undefined): readonly CacheFolder[] {
  const base = variable('XDG_CACHE_HOME') ?? below(home, '.cache');
  return [{ target: variable('RENV_PATHS_CACHE') ?? variable('RENV_PATHS_ROOT') ?? below(base, 'R/renv'), sharing: undefined }];
}

export const r: Ecosystem = {
  id: 'r', name: 'R', family: 'other', programs: ['Rscript', 'R', 'r', ...scripts.programs], manifestNames: ['renv.lock', 'DESCRIPTION'],
  recognise: command => recogniseCode(command) ?? recogniseCommand(command) ?? recogniseScript(command),
  manifests,
  // renv links the library into its cache, so the image needs that.
  cacheFolders,
  namedIgnoreProject: ignoresProject,
  settingsFiles: ['.Rprofile', '.Renviron'],
  homeEntries: ['.R', '.Rprofile', '.Renviron', 'R'],
  systemFolders: ['/usr/local/R', '/opt/R'],
  installedFolders: ['renv/library', 'renv/staging', 'packrat/lib'],
};
