// What tells sources from files that an install reads, and where the configuration of package managers lies. Data.

/** Endings of files that people edit all day. */
export const sourceEndings: ReadonlySet<string> = new Set([
  'astro', 'c', 'cc', 'cjs', 'clj', 'cpp', 'cs', 'css', 'cts', 'dart', 'ejs', 'erb', 'ex', 'exs', 'fs', 'go', 'h', 'hbs', 'hpp', 'hs', 'html', 'ipynb', 'java', 'jl', 'js', 'jsx', 'kt', 'lua', 'md', 'mjs', 'mts',
  'php', 'pl', 'proto', 'py', 'r', 'rb', 'rs', 'scala', 'scss', 'sql', 'svelte', 'swift', 'ts', 'tsx', 'vue', 'zig',
]);

/** Files beside the sources that package managers and version switchers read, besides the manifests of the ecosystems. */
export const installInputs: readonly string[] = [
  '.npmrc', '.yarnrc', '.yarnrc.yml', '.nvmrc', '.node-version', '.python-version', '.ruby-version', '.tool-versions', '.bundle', '.pnpmfile.cjs', 'auth.json', 'bunfig.toml', 'global.json', 'go.work.sum', 'gradle.properties', 'gradlew', 'MANIFEST.in',
  'lerna.json', 'mvnw', 'nuget.config', 'pip.conf', 'rust-toolchain*', 'setup.cfg', 'setup.py', 'symfony.lock', 'turbo.json', 'uv.lock', 'uv.toml',
];

/** Folders that hold nothing but what an install reads. */
export const installFolders: ReadonlySet<string> = new Set(['.yarn', '.mvn', '.cargo', '.bundle', 'patches', 'gradle', 'requirements', 'reqs', 'deps']);

/** Names of folders that hold sources, for a context whose files are not known. */
export const sourceFolders: ReadonlySet<string> = new Set([
  'api', 'app', 'apps', 'backend', 'client', 'cmd', 'code', 'frontend', 'internal', 'lib', 'packages', 'pkg', 'public', 'server', 'service', 'services', 'site', 'source', 'sources', 'src', 'static', 'templates', 'test', 'tests', 'ui', 'web', 'website',
]);

/** Where the managers of system packages look for their sources and keys. */
export const packageSourceFolders: readonly string[] = [
  '/etc/apt', '/etc/apk', '/etc/yum.repos.d', '/etc/yum.conf', '/etc/dnf', '/etc/zypp', '/etc/pacman.conf', '/etc/pacman.d', '/etc/pki', '/etc/ssl', '/usr/share/keyrings', '/usr/local/share/ca-certificates', '/usr/share/ca-certificates',
];

/** What package managers call themselves and their own parts: an upgrade of these is over in seconds. By the manager. */
export const ownPackages: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['pip', new Set(['pip', 'setuptools', 'wheel'])], ['npm', new Set(['npm'])],
]);

/** Where a program is found by its bare name. */
export const programFolders: readonly string[] = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Variables by which package managers are told of files to read. */
export const fileVariables: ReadonlySet<string> = new Set([
  'PIP_REQUIREMENT', 'PIP_CONSTRAINT', 'PIP_FIND_LINKS', 'PIP_CONFIG_FILE', 'PIP_EDITABLE', 'PIP_TARGET', 'PIP_PREFIX', 'UV_CONSTRAINT', 'UV_OVERRIDE', 'UV_FIND_LINKS', 'UV_CONFIG_FILE', 'UV_PROJECT', 'UV_WORKING_DIRECTORY', 'UV_PROJECT_ENVIRONMENT',
  'PIPENV_PIPFILE', 'PIPENV_CUSTOM_VENV_NAME', 'NPM_CONFIG_USERCONFIG', 'npm_config_userconfig', 'NPM_CONFIG_GLOBALCONFIG', 'NPM_CONFIG_PREFIX', 'YARN_RC_FILENAME', 'COMPOSER', 'COMPOSER_VENDOR_DIR', 'BUNDLE_GEMFILE', 'GOFLAGS', 'GOWORK', 'GOMODCACHE',
]);
