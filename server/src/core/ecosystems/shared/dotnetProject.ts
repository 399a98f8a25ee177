// .NET's project files: solutions, references between projects, and the files that MSBuild and NuGet look for beside and
// above them.
import type { ManifestCollector } from './manifestCollector.js';
import { readJson } from './packageJson.js';
import { at, strings } from './toml.js';
import { allNamed, readXml, type XmlElement } from './xml.js';

const projectFile = /\.\w+proj$/i;
/** Found beside a project or in any folder above it. */
const beside = ['Directory.Build.props', 'Directory.Build.targets', 'Directory.Packages.props', 'Directory.Build.rsp', 'nuget.config', 'NuGet.config', 'NuGet.Config', 'global.json'];

/** Adds a project or solution (the only one of the folder where none is named) and all that a restore reads for it. */
export function collectDotnet(collector: ManifestCollector, named: readonly string[]): void {
  const roots = (named.length > 0 ? named : rootOf(collector)).flatMap(root => collector.include(root.replace(/\\/g, '/'), '') ?? []);
  const seen = new Set<string>();
  for (const path of roots) {
    if (projectFile.test(path)) followProject(collector, path, seen);
    else collectSolution(collector, path, seen);
  }
  const folders = new Set([...seen, ...roots].flatMap(foldersAbove));
  for (const folder of folders) for (const file of beside) collectBeside(collector, `${folder}${file}`, seen);
  collector.blockAbove('outside-include', ...beside);
}

/** `a/b/c.csproj` -> `a/b/`, `a/`, `''`. */
function foldersAbove(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return Array.from({ length: parts.length + 1 }, (_, at) => parts.slice(0, parts.length - at).map(part => `${part}/`).join(''));
}

function rootOf(collector: ManifestCollector): readonly string[] {
  const solutions = ['*.sln', '*.slnx'].flatMap(glob => collector.glob(glob) ?? []);
  const projects = collector.glob('*.*proj')?.filter(path => projectFile.test(path)) ?? [];
  const found = solutions.length > 0 ? solutions : projects;
  if (found.length !== 1 || (solutions.length > 0 && projects.length > 0)) collector.block(found.length === 0 ? 'missing-manifest' : 'unreadable-manifest', found[0] ?? '*.csproj');
  return found.slice(0, 1);
}

function collectSolution(collector: ManifestCollector, path: string, seen: Set<string>): void {
  const text = collector.text(path);
  if (text === undefined) return;
  const listed = /\.slnf$/i.test(path) ? filteredProjects(text) : /\.slnx$/i.test(path) ? projectsOfXml(text) : [...text.matchAll(/^Project\("[^"]*"\)\s*=\s*"[^"]*",\s*"([^"]*)"/gm)].map(match => match[1] ?? '');
  if (!listed) {
    collector.block('unreadable-manifest', path, path);
    return;
  }
  for (const project of listed.map(item => item.replace(/\\/g, '/')).filter(item => projectFile.test(item) || /\.slnx?$/i.test(item))) {
    const inside = collector.include(project, path);
    if (inside === undefined) continue;
    if (projectFile.test(inside)) followProject(collector, inside, seen);
    else collectSolution(collector, inside, seen);
  }
}

function projectsOfXml(text: string): readonly string[] | undefined {
  const solution = readXml(text);
  return solution && allNamed(solution, 'Project').flatMap(project => project.attributes.get('Path') ?? []);
}

/** A filter names its solution and some of its projects, seen from there. */
function filteredProjects(text: string): readonly string[] | undefined {
  const filter = readJson(text);
  const solution = strings(at(filter, 'solution', 'path'))[0]?.replace(/\\/g, '/');
  if (solution === undefined) return undefined;
  const folder = solution.slice(0, solution.lastIndexOf('/') + 1);
  return [solution, ...strings(at(filter, 'solution', 'projects')).map(project => `${folder}${project}`)];
}

function followProject(collector: ManifestCollector, path: string, seen: Set<string>): void {
  if (seen.has(path)) return;
  seen.add(path);
  const project = readProject(collector, path);
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  collector.optional(`${folder}packages.lock.json`, `${folder}packages.config`);
  if (!project) return;
  for (const reference of allNamed(project, 'ProjectReference')) followReference(collector, reference.attributes.get('Include'), path, seen);
  collectImports(collector, project, path, seen);
}

function followReference(collector: ManifestCollector, included: string | undefined, path: string, seen: Set<string>): void {
  for (const written of included?.split(';') ?? []) {
    const reference = expanded(written.trim());
    if (reference === '') continue;
    if (/[$*?@]/.test(reference)) {
      collector.block('unreadable-manifest', written, path);
      continue;
    }
    const inside = collector.include(reference, path);
    if (inside !== undefined) followProject(collector, inside, seen);
  }
}

/** Shared project files; those that come with the SDK or with a package are named by a variable or carry an `Sdk`. */
function collectImports(collector: ManifestCollector, project: XmlElement, path: string, seen: Set<string>): void {
  for (const imported of allNamed(project, 'Import')) {
    const written = imported.attributes.get('Project');
    if (written === undefined || imported.attributes.has('Sdk')) continue;
    const file = expanded(written);
    // The search upwards finds what is looked for anyhow.
    if (/GetPathOfFileAbove|GetDirectoryNameOfFileAbove/.test(file)) continue;
    if (/[$*?@[]/.test(file)) {
      collector.block('unreadable-manifest', written, path);
      continue;
    }
    const inside = collector.include(file, path);
    if (inside !== undefined && (collector.exists(inside) !== false || !imported.attributes.has('Condition'))) collectBeside(collector, inside, seen);
  }
}

function collectBeside(collector: ManifestCollector, path: string, seen: Set<string>): void {
  if (seen.has(path)) return;
  seen.add(path);
  if (collector.exists(path) === false) {
    collector.optional(path);
    return;
  }
  if (/\.config$/i.test(path)) blockLocalFeeds(collector, path);
  else if (/\.(props|targets)$/i.test(path)) {
    const project = readProject(collector, path);
    if (!project) return;
    collectImports(collector, project, path, seen);
    for (const reference of allNamed(project, 'ProjectReference')) followReference(collector, reference.attributes.get('Include'), path, seen);
  } else collector.require(path);
}

function readProject(collector: ManifestCollector, path: string): XmlElement | undefined {
  const text = collector.text(path);
  const project = text === undefined ? undefined : readXml(text);
  if (text !== undefined && project?.name !== 'Project') collector.block('unreadable-manifest', path, path);
  // Properties may be the contents of other files.
  const reaching = /\[System\.IO\.\w+\]::\w+/.exec(text ?? '')?.[0];
  if (reaching !== undefined) collector.block('outside-include', reaching, path);
  const feeds = project ? ['RestoreSources', 'RestoreAdditionalProjectSources'].flatMap(name => allNamed(project, name)).flatMap(element => element.text.split(';')) : [];
  const local = feeds.map(feed => feed.trim()).find(feed => feed !== '' && !/^(https?:|\$\(Restore\w+\)$)/i.test(feed));
  if (local !== undefined) collector.block('local-path', local, path);
  return project;
}

function blockLocalFeeds(collector: ManifestCollector, path: string): void {
  const text = collector.text(path);
  const settings = text === undefined ? undefined : readXml(text);
  if (text !== undefined && !settings) collector.block('unreadable-manifest', path, path);
  const sources = settings ? [...allNamed(settings, 'packageSources'), ...allNamed(settings, 'fallbackPackageFolders')].flatMap(list => allNamed(list, 'add')) : [];
  const local = sources.map(source => source.attributes.get('value') ?? '').find(value => !/^https?:/i.test(value));
  if (local !== undefined) collector.block('local-path', local, path);
}

/** `$(MSBuildThisFileDirectory)a\b` -> `a/b`. */
function expanded(path: string): string {
  return path.replace(/\$\(MSBuild(?:ThisFile|Project)Directory\)[\\/]?/gi, '').replace(/\\/g, '/');
}
