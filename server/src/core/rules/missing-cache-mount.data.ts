// Which package managers' cache folders hold nothing but downloads, and which commands and words empty them. Data.

/**
 * Package managers whose cache folder no later step and no container needs. Others (Go, Cargo, Maven, NuGet, pnpm's store)
 * work out of that folder, and Poetry keeps virtual environments there: with a mount their files would be missing in the image.
 */
export const downloadCaches: ReadonlySet<string> = new Set(['apt', 'bun', 'composer', 'npm', 'pip', 'pipenv', 'uv']);

/** Package managers of the system that keep no packages in their cache folder unless they are configured to. */
export const keepNothing: ReadonlySet<string> = new Set(['apk', 'dnf', 'dnf5', 'microdnf', 'tdnf', 'yum', 'zypper', 'pacman']);

/**
 * Folders that take the place of an ecosystem's own. apt's `/var/lib/apt` also holds the note of which packages were
 * installed as dependencies only: that belongs to the image, so only the lists below it are mounted.
 */
export const narrowerFolders: ReadonlyMap<string, string> = new Map([['/var/lib/apt', '/var/lib/apt/lists']]);

/** Commands that empty a cache, by program: the words behind it. */
export const cleaners: ReadonlyMap<string, RegExp> = new Map([
  ['apt-get', /^(?:auto-?clean|clean|dist-?clean)\b/], ['apt', /^(?:auto-?clean|clean|dist-?clean)\b/],
  ['pip', /^cache (?:purge|remove)\b/], ['pip3', /^cache (?:purge|remove)\b/], ['npm', /^cache (?:clean|rm)\b/], ['uv', /^(?:cache clean|clean)\b/],
  ['bun', /^pm cache rm\b/], ['composer', /^(?:clear-?cache|cc)\b/],
]);

/** Variables that switch a cache off or move it, so that the folder named by the ecosystem is not the one in use. */
export const switches: ReadonlyMap<string, readonly string[]> = new Map([
  ['pip', ['PIP_NO_CACHE_DIR']], ['pipenv', ['PIP_NO_CACHE_DIR']], ['uv', ['UV_NO_CACHE']], ['npm', ['npm_config_cache', 'NPM_CONFIG_CACHE']],
]);

/** uv makes what it installs of links into its cache when it is told so: then the image needs the cache. */
export const linksIntoCache = { variable: 'UV_LINK_MODE', option: '--link-mode', value: 'symlink' } as const;

/** What the images of Debian and Ubuntu bring along to delete packages behind every install. */
export const dockerClean = '/etc/apt/apt.conf.d/docker-clean';
