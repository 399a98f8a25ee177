// Where programs and packages live in an image: what an installer may read and write. Data, beside what each package
// manager says of itself.
import { ecosystems } from '../ecosystems/index.js';

/**
 * Folders that a package manager, and the install scripts of packages, may read and change. Left out on purpose: the
 * places where people put their project (`/app`, `/srv`, `/var/www`, `/usr/src/app`, `/workspace`).
 */
export const systemFolders: readonly string[] = [
  '/bin', '/boot', '/dev', '/etc', '/lib', '/lib32', '/lib64', '/libx32', '/nix', '/proc', '/run', '/sbin', '/sys',
  '/usr/bin', '/usr/games', '/usr/include', '/usr/lib', '/usr/lib32', '/usr/lib64', '/usr/libexec', '/usr/sbin', '/usr/share',
  ...['bin', 'etc', 'include', 'lib', 'lib64', 'man', 'sbin', 'share'].map(name => `/usr/local/${name}`),
  '/var/cache', '/var/lib', '/var/log', '/var/mail', '/var/opt', '/var/run', '/var/spool', '/var/tmp',
  '/opt/venv', '/opt/python',
  ...new Set(ecosystems.flatMap(ecosystem => ecosystem.systemFolders ?? [])),
];

/** What programs and package managers keep in a home folder. */
const homeEntries: readonly string[] = [...new Set([
  '.cache', '.config', '.gitconfig', '.gnupg', '.local', '.netrc', '.ssh',
  ...ecosystems.flatMap(ecosystem => ecosystem.homeEntries ?? []),
])];

/** The system as a step sees that runs as `user` (`undefined`: the base image's own, by convention root). */
export function systemOf(user: string | undefined): readonly string[] {
  const before = known.get(user);
  if (before) return before;
  const system = systemFor(user);
  known.set(user, system);
  return system;
}

/** Asked for by every RUN; users are few. */
const known = new Map<string | undefined, readonly string[]>();

function systemFor(user: string | undefined): readonly string[] {
  const name = user?.split(':')[0];
  const homes = name === undefined || name === 'root' || !/^[a-z_][\w-]*$/i.test(name) ? ['/root'] : ['/root', `/home/${name}`];
  return [...systemFolders, ...homes.flatMap(home => homeEntries.map(entry => `${home}/${entry}`))];
}
