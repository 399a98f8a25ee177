// Which lock files an install may write although they are there, and what keeps it from doing so. Data.

export interface LockHabit {
  /** Relative to the install's directory. */
  readonly locks: readonly string[];
  /** Labels of commands that follow a lock file and never write it. */
  readonly exact: RegExp;
  /** Options that make any command do so. */
  readonly options: readonly string[];
  /** Variables that do so, with the value that they must have. */
  readonly variables?: Readonly<Record<string, RegExp>>;
}

const on = /^(1|true|yes|on)$/i;

/** By the id of the package manager. One that is not here never writes what it finds. */
export const lockHabits: Readonly<Record<string, LockHabit>> = {
  npm: { locks: ['package-lock.json', 'npm-shrinkwrap.json'], exact: /^npm (ci|install-ci-test)$/, options: ['--no-package-lock', '--package-lock=false', '--no-save', '--save=false'], variables: { npm_config_package_lock: /^false$/, NPM_CONFIG_PACKAGE_LOCK: /^false$/ } },
  yarn: { locks: ['yarn.lock'], exact: /^never$/, options: ['--frozen-lockfile', '--pure-lockfile', '--no-lockfile', '--immutable'] },
  'yarn-berry': { locks: ['yarn.lock'], exact: /^never$/, options: ['--immutable', '--frozen-lockfile'], variables: { CI: on, YARN_ENABLE_IMMUTABLE_INSTALLS: on } },
  pnpm: { locks: ['pnpm-lock.yaml'], exact: /^pnpm (ci|fetch)$/, options: ['--frozen-lockfile', '--no-lockfile', '--lockfile=false'], variables: { CI: on } },
  bun: { locks: ['bun.lock', 'bun.lockb'], exact: /^bun ci$/, options: ['--frozen-lockfile', '--no-save'] },
  bundler: { locks: ['Gemfile.lock'], exact: /^never$/, options: ['--frozen', '--deployment'], variables: { BUNDLE_FROZEN: on, BUNDLE_DEPLOYMENT: on } },
  composer: { locks: ['composer.lock'], exact: /^composer install$/, options: [] },
  uv: { locks: ['uv.lock'], exact: /^uv (pip|tool) /, options: ['--frozen', '--locked'], variables: { UV_FROZEN: on, UV_LOCKED: on } },
  pdm: { locks: ['pdm.lock'], exact: /^pdm sync$/, options: ['--frozen-lockfile', '--check', '--no-lock'], variables: { PDM_FROZEN_LOCKFILE: on } },
  pipenv: { locks: ['Pipfile.lock'], exact: /^pipenv sync$/, options: ['--deploy', '--ignore-pipfile', '--skip-lock'], variables: { PIPENV_IGNORE_PIPFILE: on, PIPENV_SKIP_LOCK: on } },
  poetry: { locks: ['poetry.lock'], exact: /^poetry (install|sync)$/, options: [] },
  cargo: { locks: ['Cargo.lock'], exact: /chef cook$/, options: ['--locked', '--frozen'] },
  mix: { locks: ['mix.lock'], exact: /^never$/, options: ['--check-locked'] },
  dotnet: { locks: ['packages.lock.json'], exact: /^never$/, options: ['--locked-mode'] },
  dart: { locks: ['pubspec.lock'], exact: /^never$/, options: ['--enforce-lockfile'] },
  deno: { locks: ['deno.lock'], exact: /^never$/, options: ['--frozen', '--no-lock'] },
  shards: { locks: ['shard.lock'], exact: /^never$/, options: ['--frozen', '--production'] },
  rebar3: { locks: ['rebar.lock'], exact: /^never$/, options: [] },
  stack: { locks: ['stack.yaml.lock'], exact: /^never$/, options: ['--lock-file=error-on-write', '--lock-file=read-only', '--lock-file=ignore'] },
  julia: { locks: ['Manifest.toml'], exact: /^never$/, options: [] },
  carton: { locks: ['cpanfile.snapshot'], exact: /^never$/, options: ['--deployment'] },
  nix: { locks: ['flake.lock'], exact: /^never$/, options: ['--no-update-lock-file', '--no-write-lock-file'] },
  swift: { locks: ['Package.resolved'], exact: /^never$/, options: ['--force-resolved-versions', '--only-use-versions-from-resolved-file', '--disable-automatic-resolution'] },
};
