// What common small programs do with the words that they are given. Data; how words become paths is told elsewhere.

export type Behaviour =
  /** Neither reads nor writes files. */
  | 'nothing'
  | 'reads-arguments' | 'reads-but-first' | 'writes-arguments' | 'writes-but-first' | 'reads-and-writes'
  /** Packs and unpacks beside its arguments: `gunzip a.gz` makes `a`. */
  | 'replaces-arguments'
  /** Works on the system's own folders; its words are no files. */
  | 'system'
  /** The same, and on files that it is given. */
  | 'system-and-arguments'
  /** The same for users, whose homes may be anywhere. */
  | 'users'
  /** Compiles an extension in the folders of the system and of temporary files. */
  | 'system-build'
  | 'download' | 'test' | 'find' | 'extract' | 'unzip' | 'clone' | 'toolchain';

export const behaviours: Readonly<Record<string, Behaviour>> = {
  ...named('nothing', ': true false echo printf export unset cd set exit which type id whoami uname date sleep ulimit umask pwd shopt hash arch basename break command continue declare dirname dpkg-architecture env expr getconf getent hostname local lsb_release nproc printenv read return seq shift ssh-keyscan tty typeset wait'),
  ...named('test', 'test ['),
  ...named('reads-arguments', 'cat ls head tail wc grep egrep fgrep stat du sha1sum sha256sum sha512sum md5sum file . source cmp diff cut tr base64 readlink realpath ldd readelf nl'),
  ...named('reads-but-first', 'jq'),
  ...named('writes-arguments', 'mkdir touch rm rmdir truncate unlink'),
  ...named('writes-but-first', 'chmod chown chgrp setcap'),
  ...named('reads-and-writes', 'cp mv ln sed install tee sort uniq strip dos2unix unix2dos mktemp'),
  ...named('replaces-arguments', 'gzip gunzip bzip2 bunzip2 xz unxz zstd unzstd'),
  ...named('download', 'curl wget'),
  ...named('users', 'useradd adduser groupadd addgroup usermod groupmod userdel deluser groupdel delgroup chpasswd passwd chsh'),
  ...named('system', [
    'a2dismod a2dissite a2enconf a2enmod a2ensite add-apt-repository apt-add-repository apt-cache apt-config apt-mark dpkg-query dpkg-reconfigure',
    'gpgconf ldconfig locale-gen mandb phpdismod phpenmod service systemctl update-ca-certificates update-ca-trust update-locale update-rc.d',
  ].join(' ')),
  ...named('system-and-arguments', 'apt-key debconf-set-selections dpkg fc-cache gpg localedef rpm update-alternatives'),
  ...named('system-build', 'docker-php-ext-configure docker-php-ext-enable docker-php-ext-install docker-php-source install-php-extensions pecl phpize'),
  find: 'find', tar: 'extract', bsdtar: 'extract', unzip: 'unzip', git: 'clone', rustup: 'toolchain',
};

/** Programs that read the folder they are in when they are given nothing else. */
export const lookingAround: ReadonlySet<string> = new Set(['ls', 'du']);

/** Subcommands of package managers that only tidy up, ask or configure. */
export const housekeeping: Readonly<Record<string, RegExp>> = {
  'apt-get': /^(clean|autoclean|autoremove|remove|purge|check)$/, apt: /^(clean|autoclean|autoremove|remove|purge|list|show)$/, apk: /^(del|cache|info)$/,
  dnf: /^(clean|remove|autoremove|config-manager)$/, microdnf: /^(clean|remove)$/, yum: /^(clean|remove|autoremove|makecache|repolist)$/, 'yum-config-manager': /./, tdnf: /^(clean|remove)$/, zypper: /^(clean|cc|rm|remove|ar|addrepo)$/,
  pip: /^(cache|config|check|freeze|list|show|uninstall)$/, pip3: /^(cache|config|check|freeze|list|show|uninstall)$/, npm: /^(cache|config|set|ping|root|prefix)$/, yarn: /^(cache|config)$/, pnpm: /^(store|config)$/,
  corepack: /^(enable|disable)$/, conda: /^(clean|config|info)$/, mamba: /^(clean|info)$/, micromamba: /^(clean|config|info)$/, composer: /^(clear-cache|clearcache|about|diagnose)$/, bundle: /^config$/, gem: /^(cleanup|sources|env|environment|list)$/,
  go: /^(env|version)$/, cargo: /^version$/, dotnet: /^nuget$/, poetry: /^(config|cache)$/, uv: /^cache$/, pdm: /^(config|cache)$/, mix: /^(local\.hex|local\.rebar)$/,
};

/** What such subcommands look at in their directory. */
export const projectSettings: Readonly<Record<string, readonly string[]>> = {
  bundle: ['.bundle'], dotnet: ['nuget.config', 'NuGet.Config'], go: ['go.mod', 'go.work'], mix: ['mix.exs'], npm: ['.npmrc'], pdm: ['pdm.toml'], pnpm: ['.npmrc', 'pnpm-workspace.yaml'], poetry: ['poetry.toml', 'pyproject.toml'], yarn: ['.yarnrc', '.yarnrc.yml'],
};

/** What those of them write that set something; `only`: when this stands among their words. */
export const writtenSettings: Readonly<Record<string, { readonly files: readonly string[]; readonly only?: RegExp }>> = {
  bundle: { files: ['.bundle'] }, dotnet: { files: ['nuget.config', 'NuGet.Config'] }, npm: { files: ['.npmrc'], only: /^(--location=)?project$/ }, pdm: { files: ['pdm.toml'], only: /^--local$/ }, pnpm: { files: ['.npmrc', 'pnpm-workspace.yaml'], only: /^(--location=)?project$/ },
  poetry: { files: ['poetry.toml'], only: /^--local$/ }, yarn: { files: ['.yarnrc.yml'] },
};
export const settingSubcommands = /^(config|set|nuget)$/;

/** What `find` may be told to run: these change nothing but what was found. */
export const harmlessOnFound: ReadonlySet<string> = new Set(['rm', 'chmod', 'chown', 'chgrp', 'strip', 'touch', 'rmdir']);

/** Options of `test` that look at a file. */
export const fileTests: ReadonlySet<string> = new Set(['-a', '-b', '-c', '-d', '-e', '-f', '-g', '-h', '-k', '-L', '-N', '-O', '-G', '-p', '-r', '-s', '-S', '-u', '-w', '-x']);

/** Folders that extensions are compiled in. */
export const buildFolders: readonly string[] = ['/tmp', '/usr/src', '/usr/local/etc', '/usr/local/include', '/usr/local/lib'];

function named(behaviour: Behaviour, names: string): Record<string, Behaviour> {
  return Object.fromEntries(names.split(' ').map(name => [name, behaviour]));
}

/** Scripts that are made to be piped into a shell, and that change nothing but the system and home folders. */
export const knownInstallers: RegExp = new RegExp(`^https://(?:${[
  '(?:deb|rpm)\\.nodesource\\.com/', 'sh\\.rustup\\.rs(?:/|$)', 'install\\.python-poetry\\.org(?:/|$)', 'raw\\.githubusercontent\\.com/(?:nvm-sh/nvm|creationix/nvm|Homebrew/install|python-poetry/poetry)/', 'astral\\.sh/uv/',
  'bun\\.sh/install', 'get\\.pnpm\\.io/', 'deno\\.land/(?:x/)?install', 'bootstrap\\.pypa\\.io/', 'get\\.docker\\.com(?:/|$)', 'dot\\.net/v1/', 'get\\.sdkman\\.io(?:/|$)', 'packagecloud\\.io/install/', 'get\\.helm\\.sh/', 'dl\\.yarnpkg\\.com/', 'yarnpkg\\.com/install',
].join('|')})`);
