// Maven's project files: modules, parents, and what ties them to files of the project.
import type { ManifestCollector } from './manifestCollector.js';
import { allNamed, readXml, textOf, type XmlElement } from './xml.js';

const name = 'pom.xml';

interface Module {
  readonly path: string;
  readonly pom: XmlElement;
}

/** Adds the pom and those of its modules and parents. */
export function collectPoms(collector: ManifestCollector, root: string): readonly Module[] {
  const seen = new Map<string, Module | undefined>();
  followPom(collector, root, { seen, from: undefined });
  return [...seen.values()].filter(module => module !== undefined);
}

/** A module that another one needs: what only names dependencies can't find it before it was built. */
export function neededModule(modules: readonly Module[]): string | undefined {
  const own = new Map(modules.map(({ pom, path }) => [textOf(pom, 'artifactId') ?? path, path]));
  for (const { pom, path } of modules) {
    for (const used of [...allNamed(pom, 'dependency'), ...allNamed(pom, 'plugin'), ...allNamed(pom, 'extension')]) {
      const there = own.get(textOf(used, 'artifactId') ?? '');
      // What a parent only manages (`dependencyManagement`) names no use, but imports of it are read like a parent.
      if (there !== undefined && there !== path && textOf(used, 'scope') !== 'import' && !isManaged(pom, used)) return there;
    }
  }
  return undefined;
}

function isManaged(pom: XmlElement, used: XmlElement): boolean {
  return [...allNamed(pom, 'dependencyManagement'), ...allNamed(pom, 'pluginManagement')].some(managed => [...allNamed(managed, 'dependency'), ...allNamed(managed, 'plugin')].includes(used));
}

interface Walk {
  readonly seen: Map<string, Module | undefined>;
  /** The pom that names the next one. */
  readonly from: string | undefined;
}

function followPom(collector: ManifestCollector, path: string, { seen, from }: Walk): void {
  if (seen.has(path)) return;
  seen.set(path, undefined);
  const text = collector.text(path, 'missing-manifest', from);
  const pom = text === undefined ? undefined : readXml(text);
  if (text !== undefined && pom?.name !== 'project') collector.block('unreadable-manifest', path, path);
  if (!pom) return;
  seen.set(path, { path, pom });
  blockLocal(collector, pom, path);
  followParent(collector, pom, path, seen);
  for (const { text: module } of allNamed(pom, 'modules').concat(allNamed(pom, 'subprojects')).flatMap(list => list.children)) {
    const written = module.trim();
    if (written.includes('${')) collector.block('unreadable-manifest', written, path);
    const inside = collector.include(/\.xml$/.test(written) ? written : `${written}/${name}`, path);
    if (inside !== undefined) followPom(collector, inside, { seen, from: path });
  }
}

/** Without a path the parent is looked for in the folder above, and in the repository where it is not there. */
function followParent(collector: ManifestCollector, pom: XmlElement, path: string, seen: Map<string, Module | undefined>): void {
  const parent = pom.children.find(child => child.name === 'parent');
  const written = textOf(parent, 'relativePath') ?? '../pom.xml';
  if (!parent || written === '') return;
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const there = [written, `${written}/${name}`].find(file => /\.xml$/.test(file) && collector.exists(`${folder}${file}`) !== false);
  if (there === undefined) return;
  const inside = collector.include(there, path);
  if (inside !== undefined) followPom(collector, inside, { seen, from: path });
}

function blockLocal(collector: ManifestCollector, pom: XmlElement, path: string): void {
  const system = allNamed(pom, 'systemPath')[0]?.text.trim();
  if (system !== undefined) collector.block('local-path', system, path);
  // A profile that counts only where a file is there.
  const wanted = allNamed(pom, 'activation').flatMap(activation => allNamed(activation, 'file')).flatMap(file => file.children)[0]?.text.trim();
  if (wanted !== undefined) collector.block('outside-include', wanted, path);
  const url = allNamed(pom, 'url').map(element => element.text.trim()).find(text => /^file:/i.test(text) || /\$\{(project\.)?basedir\}/.test(text));
  if (url !== undefined) collector.block('local-path', url, path);
}
