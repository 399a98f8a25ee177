// Which commands and words empty a cache, or keep it from being used. Data.

/** Package managers of the system that keep no packages in their cache folder unless they are configured to. */
export const keepNothing: ReadonlySet<string> = new Set(['apk', 'dnf', 'dnf5', 'microdnf', 'tdnf', 'yum', 'zypper', 'pacman']);

/** Commands, by their labels, that download past the cache of their ecosystem. `apt`, unlike `apt-get`, keeps no packages by itself. */
export const usesNoCache: ReadonlySet<string> = new Set(['setup.py install', 'setup.py develop', 'apt install', 'apt upgrade', 'apt full-upgrade', 'apt build-dep']);

/** Package managers of which only these commands, by their labels, look for their downloads in the cache folder. */
export const cachingCommands: ReadonlyMap<string, RegExp> = new Map([['r', /^renv::/], ['mix', /^mix deps\.(?:get|update)$/]]);

/** Commands that empty a cache, by program: the words behind it, with or without options. (`autoclean` takes only what no archive has any more.) */
export const cleaners: ReadonlyMap<string, RegExp> = new Map([
  ['apt-get', /^(?:clean|dist-?clean)\b/], ['apt', /^(?:clean|dist-?clean)\b/],
  ['pip', /^cache (?:purge|remove)\b/], ['pip3', /^cache (?:purge|remove)\b/], ['npm', /^cache (?:clean|rm)\b/], ['uv', /^(?:cache clean|clean)\b/],
  ['bun', /^pm cache rm\b/], ['composer', /^(?:clear-?cache|cc)\b/], ['yarn', /^cache clean\b/], ['pnpm', /^(?:store|cache) (?:prune|delete)\b/],
  ['dnf', /^clean\b/], ['microdnf', /^clean\b/], ['yum', /^clean\b/], ['tdnf', /^clean\b/], ['zypper', /^(?:clean|cc)\b/], ['apk', /^cache (?:clean|purge)\b/],
  ['conda', /^clean\b/], ['mamba', /^clean\b/], ['micromamba', /^clean\b/], ['poetry', /^cache clear\b/], ['pdm', /^cache clear\b/], ['go', /^clean\b.*-(?:mod)?cache\b/], ['dotnet', /^nuget locals\b/],
]);

/** Programs that empty the cache of an ecosystem of another name. */
export const cleanersOf: Readonly<Record<string, readonly string[]>> = {
  apt: ['apt-get', 'apt'], pip: ['pip', 'pip3'], pipenv: ['pip', 'pip3', 'pipenv'], yarn: ['yarn'], 'yarn-berry': ['yarn'], conda: ['conda', 'mamba', 'micromamba'], dnf5: ['dnf'], dotnet: ['dotnet'], nuget: ['dotnet'],
};

/** Variables that switch a cache off or move it, so that the folder named by the ecosystem is not the one in use. */
export const switches: ReadonlyMap<string, readonly string[]> = new Map([
  ['pip', ['PIP_NO_CACHE_DIR']], ['pipenv', ['PIP_NO_CACHE_DIR']], ['uv', ['UV_NO_CACHE']],
]);

/** Commands that change a package manager's settings (`npm config set cache /tmp`, `go env -w GOMODCACHE=/tmp`), by their first word. */
export const settingVerbs = /^(?:config|env|set)$/;

/** The settings among them that say where the cache is; a RUN without one of these words need not be read. */
export const cacheSettings = /^(?:global\.|install\.)?(?:cache|store|pkgs_dirs|globalFolder|enableGlobalCache|GOMODCACHE=|GOCACHE=|GOPATH=)/;
export const settingWords = /\b(?:config|env|set)\b.*(?:cache|store|pkgs_dirs|global|GO)/i;

/** uv makes what it installs of links into its cache when it is told so: then the image needs the cache. */
export const linksIntoCache = { variable: 'UV_LINK_MODE', option: '--link-mode', value: 'symlink' } as const;

/** What the images of Debian and Ubuntu bring along to delete packages behind every install. */
export const dockerClean = '/etc/apt/apt.conf.d/docker-clean';

/** Package managers whose cache of packages may be mounted where the stage hands on nothing of it. Others put more than that there. */
export const mountablePackages: ReadonlySet<string> = new Set(['go', 'cargo', 'maven', 'gradle', 'dotnet', 'pnpm']);

/** Those that find their folder by a variable that images set: without it, and outside plain systems, it is not known. */
export const folderVariables: ReadonlyMap<string, { readonly variable: string; readonly images: RegExp }> = new Map([
  ['go', { variable: 'GOPATH', images: /(?:^|[/-])go(?:lang)?(?:[/-]|$)/ }],
  ['cargo', { variable: 'CARGO_HOME', images: /(?:^|[/-])(?:rust|cargo)/ }],
  ['pnpm', { variable: 'PNPM_HOME', images: /pnpm/ }],
  ['gradle', { variable: 'GRADLE_USER_HOME', images: /gradle/ }],
  ['opam', { variable: 'OPAMROOT', images: /opam|ocaml/ }],
]);

/** Options by which a package manager uses nothing but what is there already. */
export const offlineOptions: ReadonlySet<string> = new Set(['--offline', '--no-restore', '--no-build', '--frozen']);

/** Commands that put the project's own packages into the cache folder, for others to find there. */
export const localPublishing = /\b(?:mvnw?|mvnd)\b.*\b(?:install|deploy)\b|\bpublishToMavenLocal\b/;
