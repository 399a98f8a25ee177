// pyproject.toml as uv, poetry and pdm read it: local dependencies, workspaces, and whether the project is a package.
import type { ManifestCollector } from './manifestCollector.js';
import { at, isTable, readToml, strings, tableAt, type Table } from './toml.js';

const name = 'pyproject.toml';

/** Adds pyproject.toml; its table where it can be read. Dependencies on local files are noted. */
export function collectPyproject(collector: ManifestCollector): Table | undefined {
  const text = collector.text(name);
  if (text === undefined) return undefined;
  const project = readToml(text);
  if (!project) {
    collector.block('unreadable-manifest', name, name);
    return undefined;
  }
  const groups = Object.values(tableAt(project, 'dependency-groups')).flatMap(strings);
  const extras = Object.values(tableAt(project, 'project', 'optional-dependencies')).flatMap(strings);
  for (const requirement of [...strings(at(project, 'project', 'dependencies')), ...groups, ...extras]) {
    const path = /@\s*(file:\S+)/.exec(requirement)?.[1];
    if (path !== undefined) collector.block('local-path', path, name);
  }
  return project;
}

/** Notes dependencies of a table (poetry's, pipenv's, uv's sources) that are files or folders. */
export function blockLocalDependencies(collector: ManifestCollector, dependencies: Table, file: string): void {
  for (const value of Object.values(dependencies)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (!isTable(item)) continue;
      const path = item['path'] ?? item['file'];
      if (item['workspace'] === true) collector.block('workspace', file, file);
      else if (typeof path === 'string') collector.block(item['editable'] === true || item['develop'] === true ? 'editable' : 'local-path', path, file);
    }
  }
}
