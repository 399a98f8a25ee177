// What the package managers whose index goes stale keep where. Others look at the age of theirs and fetch it
// anew: dnf, zypper, and apk since its release 2.10 (Alpine 3.8; apk-tools: src/context.c cache_max_age, src/database.c).

export interface IndexedManager {
  /** Where the index lies. */
  readonly indexFolders: readonly string[];
  /** Text that says that the package sources are changed. */
  readonly sourcesChanged: RegExp;
  /** Where the package sources are configured. */
  readonly sourcesFolder: string;
  /** Options by which an install brings its own index. */
  readonly ownIndexOptions: RegExp;
}

/** By the id of the ecosystem. */
export const indexedManagers: ReadonlyMap<string, IndexedManager> = new Map([
  ['apt', { indexFolders: ['/var/lib/apt', '/var/lib/apt/lists'], sourcesChanged: /\/etc\/apt\b|add-apt-repository|apt-key|sources\.list/, sourcesFolder: '/etc/apt', ownIndexOptions: /^(?!)/ }],
  ['pacman', { indexFolders: ['/var/lib/pacman', '/var/lib/pacman/sync'], sourcesChanged: /\/etc\/pacman/, sourcesFolder: '/etc/pacman.d', ownIndexOptions: /^(?:-[A-Za-z]*y[A-Za-z]*|--refresh)$/ }],
]);

/** Programs that neither use nor change a package index. */
export const quietPrograms: ReadonlySet<string> = new Set([
  ':', '[', 'addgroup', 'adduser', 'cat', 'cd', 'chmod', 'chown', 'cp', 'curl', 'date', 'echo', 'export', 'false', 'find', 'getent', 'git', 'gpg', 'grep', 'groupadd', 'head', 'id', 'install', 'ln', 'ls', 'mkdir', 'mktemp',
  'mv', 'printf', 'pwd', 'rm', 'sed', 'set', 'sha256sum', 'sort', 'tail', 'tar', 'tee', 'test', 'touch', 'tr', 'true', 'umask', 'uname', 'unzip', 'useradd', 'usermod', 'wget', 'which', 'xz',
]);
