// Package managers that a person defines: a command's pattern, the manifests that it reads, and where it keeps things.
import * as v from 'valibot';
import type { ShellCommand } from '../../shell/script.js';
import type { Ecosystem, InstallCommand, ManifestSet } from '../ecosystem.js';
import type { ContextView } from '../../context/contextView.js';
import { ManifestCollector } from './manifestCollector.js';
import { below } from './tool.js';

const schema = v.object({
  name: v.pipe(v.string(), v.trim(), v.minLength(1)),
  command: v.pipe(v.string(), v.minLength(1)),
  manifests: v.array(v.pipe(v.string(), v.minLength(1))),
  cacheFolder: v.optional(v.pipe(v.string(), v.regex(/^(~?\/|~$)/))),
  folders: v.optional(v.array(v.pipe(v.string(), v.minLength(1)))),
});

/** The package managers that a setting describes; an entry that is none, or whose pattern can't be read, counts as not set. */
export function userDefinedEcosystems(setting: unknown): readonly Ecosystem[] {
  return Array.isArray(setting) ? setting.flatMap((entry: unknown) => userDefined(entry) ?? []) : [];
}

function userDefined(entry: unknown): Ecosystem | undefined {
  const parsed = v.safeParse(schema, entry);
  const pattern = parsed.success ? patternOf(parsed.output.command) : undefined;
  if (!parsed.success || !pattern) return undefined;
  const { name, manifests, cacheFolder, folders } = parsed.output;
  const ecosystem: Ecosystem = {
    id: `user:${name}`, name, family: 'other', programs: [], manifestNames: manifests,
    recognise(command) {
      const match = pattern.exec(wordsOf(command));
      return match ? { ecosystem, command, kind: 'manifest', label: match[0].trim() || name, directory: command.directory, namedManifests: [], localPaths: [] } : undefined;
    },
    manifests: (install, folder, context) => manifestsOf(install, folder, context, manifests),
    ...(cacheFolder === undefined ? {} : { cacheFolders: (home: string | undefined) => [{ target: cacheFolder.startsWith('~') ? below(home, cacheFolder.slice(2)) : cacheFolder, sharing: undefined }], cacheHolds: 'downloads' as const }),
    ...(folders ? { installedFolders: folders } : { writesAnywhere: true }),
  };
  return ecosystem;
}

/** The program's name and its words, as far as they are known, with a blank between them. */
function wordsOf(command: ShellCommand): string {
  return [command.name ?? command.nameWord?.text ?? '', ...command.args.map(arg => (arg.static ? arg.value : arg.text))].join(' ');
}

function manifestsOf({ command, label }: InstallCommand, folder: string, context: ContextView, manifests: readonly string[]): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  if (command.openArguments) collector.block('dynamic-arguments', label);
  for (const manifest of [...manifests, ...ownScript(command)]) {
    if (!/[*?{]/.test(manifest)) {
      collector.require(manifest);
      continue;
    }
    const found = collector.glob(manifest);
    if (!found) collector.block('unreadable-manifest', manifest);
    for (const path of found ?? []) collector.require(path);
  }
  return collector.finish();
}

/** A program of the project (`./deps.sh`) has to be there, too. */
function ownScript({ nameWord }: ShellCommand): readonly string[] {
  return nameWord?.static && nameWord.value.includes('/') && !nameWord.value.startsWith('/') ? [nameWord.value.replace(/^(\.\/+)+/, '')] : [];
}

function patternOf(text: string): RegExp | undefined {
  try {
    return new RegExp(text);
  } catch {
    return undefined;
  }
}
