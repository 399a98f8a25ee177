// Manifests that the modern Yarn writes anew in the form it likes, whatever it installs and however it is told to keep the
// lock file (its Project.persist, Manifest.exportTo); a COPY below the install brings them as they are written.
import { readJson } from '../ecosystems/shared/packageJson.js';
import { joinContext } from '../effects/copyLayout.js';
import type { ManifestInstall } from './copy-before-install.blame.js';
import type { Facts } from './rule.js';

/** By their paths below the project's folder. */
export function tidiedManifests({ install, project }: ManifestInstall, { context }: Facts): readonly string[] {
  const { folder, set } = project;
  if (folder === undefined || set?.state !== 'known' || !context || !/^yarn(?:-berry)?$/.test(install.ecosystem.id)) return [];
  const textOf = (name: string) => {
    const found = context.read(joinContext(folder, name));
    return found.state === 'text' ? found.text : undefined;
  };
  const isModern = install.ecosystem.id === 'yarn-berry' || context.entry(joinContext(folder, '.yarnrc.yml'))?.kind === 'file' || /"packageManager"\s*:\s*"yarn@[2-9]/.test(textOf('package.json') ?? '');
  return isModern ? set.files.filter(file => /(?:^|\/)package\.json$/.test(file) && isUntidy(textOf(file))) : [];
}

const sorted = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies', 'dependenciesMeta', 'peerDependenciesMeta'];

function isUntidy(text: string | undefined): boolean {
  if (text === undefined) return false;
  const manifest = readJson(text);
  if (!manifest) return true;
  const plain = text.replaceAll('\r\n', '\n');
  const indent = /^[ \t]+/m.exec(plain)?.[0] ?? '  ';
  return `${JSON.stringify(manifest, undefined, indent)}\n` !== plain || sorted.some(name => name in manifest && !isSorted(manifest[name]));
}

/** An empty list is left out. */
function isSorted(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const names = Object.keys(value);
  return names.length > 0 && names.every((name, at) => at === 0 || (names[at - 1] ?? '') < name);
}
