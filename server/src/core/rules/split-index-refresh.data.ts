// What the package managers whose index goes stale keep where. Others (dnf, zypper) look at the age of theirs and fetch it anew.

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
  ['apk', { indexFolders: ['/var/cache/apk', '/etc/apk/cache'], sourcesChanged: /\/etc\/apk\b/, sourcesFolder: '/etc/apk', ownIndexOptions: /^(?:--no-cache|-U|--update-cache|--update)$/ }],
  ['pacman', { indexFolders: ['/var/lib/pacman', '/var/lib/pacman/sync'], sourcesChanged: /\/etc\/pacman/, sourcesFolder: '/etc/pacman.d', ownIndexOptions: /^(?:-[A-Za-z]*y[A-Za-z]*|--refresh)$/ }],
]);

/** Programs that neither use nor change a package index. */
export const quietPrograms: ReadonlySet<string> = new Set([
  ':', '[', 'addgroup', 'adduser', 'cat', 'cd', 'chmod', 'chown', 'cp', 'curl', 'date', 'echo', 'export', 'false', 'find', 'getent', 'git', 'gpg', 'grep', 'groupadd', 'head', 'id', 'install', 'ln', 'ls', 'mkdir', 'mktemp',
  'mv', 'printf', 'pwd', 'rm', 'sed', 'set', 'sha256sum', 'sort', 'tail', 'tar', 'tee', 'test', 'touch', 'tr', 'true', 'umask', 'uname', 'unzip', 'useradd', 'usermod', 'wget', 'which', 'xz',
]);
