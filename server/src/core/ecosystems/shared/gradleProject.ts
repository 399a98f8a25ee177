// Gradle's scripts: settings, projects that they include, and what scripts reach for. They are programs; lines that reach
// for other files are found by their words.
import type { ManifestCollector } from './manifestCollector.js';

const scriptNames = ['build.gradle.kts', 'build.gradle'];
const settingsNames = ['settings.gradle.kts', 'settings.gradle'];
/** A call that makes the build depend on files or programs that are not named as a plain text. */
const reaching = /\b(?:new\s+File\(|File\(|exec\s*\{|\.execute\(\)|providers\.exec|providers\.fileContents|\.readText\(|\.readLines\(|\.eachLine\b|\.text\b(?!\s*=)|\bprojectDir\s*=)/;

/** Adds the scripts of a build and all that they lead to. */
export function collectGradle(collector: ManifestCollector): void {
  const settings = settingsNames.find(name => collector.exists(name) !== false);
  const projects = settings === undefined ? [] : followSettings(collector, settings);
  if (settings === undefined && !scriptNames.some(name => collector.exists(name))) collector.require('build.gradle');
  const seen = new Set<string>();
  for (const project of ['', ...projects]) {
    for (const name of [...scriptNames, ...settingsless(project)]) followScript(collector, `${project}${name}`, seen);
    collector.optional(`${project}gradle.properties`, `${project}gradle.lockfile`);
  }
  collector.optional('gradlew', 'gradle', 'buildSrc', 'gradle.properties', ...settingsNames);
  if (settings === undefined) collector.blockAbove('workspace', ...settingsNames);
}

/** A project may have its script under its own name. */
function settingsless(project: string): readonly string[] {
  const own = project.split('/').at(-2);
  return own === undefined ? [] : [`${own}.gradle.kts`, `${own}.gradle`];
}

/** `include(":api", ":lib:core")` -> `api/`, `lib/`, `lib/core/`. */
function followSettings(collector: ManifestCollector, file: string): readonly string[] {
  const text = withoutComments(collector.text(file) ?? '');
  const projects = new Set<string>();
  for (const [, list = ''] of text.matchAll(/\binclude\s*\(?((?:\s*,?\s*["'][^"'\n]+["'])+)/g)) {
    for (const [, path = ''] of list.matchAll(/["']([^"']+)["']/g)) {
      const parts = path.split(/[:/]/).filter(part => part !== '');
      parts.forEach((_, at) => projects.add(`${parts.slice(0, at + 1).join('/')}/`));
    }
  }
  const calls = (text.match(/\binclude\b/g) ?? []).length;
  const plain = (text.match(/\binclude\s*\(?\s*["']/g) ?? []).length;
  if (calls > plain || /\bprojectDir\b|\beachDir|\blistFiles|\bfileTree|\$\{/.test(text)) collector.block('unreadable-manifest', file, file);
  for (const [, path = ''] of text.matchAll(/\bincludeBuild\s*\(?\s*["']([^"']+)["']/g)) {
    const inside = collector.include(path, file);
    if (inside !== undefined) collector.require(inside, 'missing-manifest', file);
  }
  for (const [, path = ''] of text.matchAll(/\bfiles\(\s*["']([^"']+)["']/g)) {
    const inside = collector.include(path, file);
    if (inside !== undefined) collector.require(inside, 'missing-manifest', file);
  }
  return [...projects].sort();
}

function followScript(collector: ManifestCollector, path: string, seen: Set<string>): void {
  if (seen.has(path)) return;
  seen.add(path);
  if (collector.exists(path) === false) return;
  const text = withoutComments(collector.text(path) ?? '');
  const local = /\b(?:files|fileTree)\s*\(\s*(?:dir\s*[:=]\s*)?["']([^"']+)["']|\bflatDir\b/.exec(text);
  if (local) collector.block('local-path', local[1] ?? 'flatDir', path);
  const found = reaching.exec(text)?.[0];
  if (found !== undefined) collector.block('outside-include', found, path);
  for (const [, from = ''] of text.matchAll(/\bapply\s*(?:\(\s*)?(?:from\s*[:=]\s*)(?:rootProject\.file\(|file\()?\s*["']([^"'\n]+)["']/g)) {
    if (/^https?:/.test(from)) continue;
    const inside = from.includes('$') ? undefined : collector.include(from, path);
    if (inside === undefined) collector.block('outside-include', from, path);
    else if (collector.exists(inside) === false) collector.require(inside, 'missing-manifest', path);
    else followScript(collector, inside, seen);
  }
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:"'])\/\/.*$/gm, '$1');
}
