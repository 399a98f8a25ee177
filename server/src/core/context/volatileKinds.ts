// Entries of a context that change without changing the image, as data. Adding one is one line here.

export type VolatileKind =
  | 'versionControl' | 'buildDefinition' | 'log' | 'toolCache' | 'virtualEnvironment' | 'dependencies' | 'editor' | 'localEnvironment' | 'testResult'
  | 'buildOutput' | 'experiment';

/** Why it is safe to leave the entries out, or what has to be looked at before. */
export type VolatileReason =
  /** Safe: only tools on this machine write and read it. */
  | 'onlyForTools'
  /** Safe: the engine reads it itself, also when it is left out. */
  | 'readByEngine'
  /** Safe: it holds paths and programs of this machine, of no use in an image. */
  | 'describesMachine'
  /** Not safe: setuptools-scm, `git describe`, Go's build stamp and others read it in the build. */
  | 'readByVersionTools'
  /** Not safe: without an install step in the image the build needs it. */
  | 'neededWithoutInstall'
  /** Not safe: the build may read its values. */
  | 'readByBuild'
  /** Not safe: the image may be made to hold it. */
  | 'mayBeContent'
  /** Not safe: what the image runs may be built on this machine. */
  | 'mayBeProduct';

const safeReasons: ReadonlySet<VolatileReason> = new Set<VolatileReason>(['onlyForTools', 'readByEngine', 'describesMachine']);

export function isSafeReason(reason: VolatileReason): boolean {
  return safeReasons.has(reason);
}

/** How entries of one kind are recognised. */
export interface VolatileRow {
  readonly kind: VolatileKind;
  readonly reason: VolatileReason;
  readonly entry: 'file' | 'directory';
  /** The last parts of a path (`.next/cache`), or an ending of its name (`*.log`). */
  readonly names: readonly string[];
  /** Only directly in the root of the context, so that the pattern needs no stars. */
  readonly atRoot?: true;
  /** Needs one of these in the folder; then the entry is named by its path. */
  readonly holds?: readonly string[];
  /** Needs one of these beside it (`*` + ending allowed); then the entry is named by its path. */
  readonly beside?: readonly string[];
  /** Only when all of a pattern's entries together have this many bytes. */
  readonly minBytes?: number;
  /** Below a folder of such a name it may be something that people wrote; then `mayBeContent` holds. */
  readonly contentBelow?: readonly string[];
}

const large = 10_000_000;
const writtenByPeople = ['test', 'tests', '__tests__', 'spec', 'fixtures', 'testdata', 'examples', 'samples', 'data', 'docs', 'src', 'assets', 'public', 'static', 'resources'];

export const volatileRows: readonly VolatileRow[] = [
  { kind: 'versionControl', reason: 'readByVersionTools', entry: 'directory', names: ['.git', '.hg', '.svn'], atRoot: true },
  { kind: 'versionControl', reason: 'onlyForTools', entry: 'directory', names: ['.github', '.gitlab', '.circleci', '.husky/_'], atRoot: true },

  { kind: 'buildDefinition', reason: 'mayBeContent', entry: 'file', atRoot: true, names: ['docker-compose.yml', 'docker-compose.yaml', 'compose.yml', 'compose.yaml', 'docker-compose.override.yml', 'compose.override.yaml', 'docker-bake.hcl', 'docker-bake.json'] },
  { kind: 'buildDefinition', reason: 'onlyForTools', entry: 'directory', names: ['.devcontainer'] },

  { kind: 'log', reason: 'onlyForTools', entry: 'file', names: ['npm-debug.log', 'yarn-debug.log', 'yarn-error.log', 'pnpm-debug.log', 'lerna-debug.log', 'nohup.out'] },
  { kind: 'log', reason: 'onlyForTools', entry: 'file', names: ['*.log'], contentBelow: writtenByPeople },

  { kind: 'toolCache', reason: 'onlyForTools', entry: 'directory', names: ['__pycache__', '.pytest_cache', '.mypy_cache', '.ruff_cache', '.pytype', '.pyre', '.tox', '.nox', '.hypothesis', '.ipynb_checkpoints'] },
  { kind: 'toolCache', reason: 'onlyForTools', entry: 'directory', names: ['.turbo', '.parcel-cache', '.next/cache', '.angular/cache', '.nx/cache', '.sass-cache', '.pnpm-store', '.vite', '.rollup.cache'] },
  { kind: 'toolCache', reason: 'onlyForTools', entry: 'file', names: ['.eslintcache', '.stylelintcache', '.phpunit.result.cache', '.php-cs-fixer.cache'] },
  { kind: 'toolCache', reason: 'onlyForTools', entry: 'directory', names: ['.gradle', '.kotlin', '.metals', '.bloop', '.bsp', '.ccls-cache', '.clangd', '.cache/clangd'] },
  { kind: 'toolCache', reason: 'mayBeContent', entry: 'directory', names: ['.cache'] },

  { kind: 'virtualEnvironment', reason: 'describesMachine', entry: 'directory', names: ['.venv', '.direnv'] },
  { kind: 'virtualEnvironment', reason: 'describesMachine', entry: 'directory', names: ['*'], holds: ['pyvenv.cfg', 'conda-meta'] },

  { kind: 'dependencies', reason: 'neededWithoutInstall', entry: 'directory', names: ['node_modules', 'bower_components', 'jspm_packages'] },

  { kind: 'editor', reason: 'onlyForTools', entry: 'directory', names: ['.vscode', '.idea', '.vs', '.fleet', '.zed'] },
  { kind: 'editor', reason: 'onlyForTools', entry: 'file', names: ['.DS_Store', 'Thumbs.db', 'desktop.ini', '*.swp', '*.swo', '*~', '*.iml', '*.code-workspace'] },

  { kind: 'localEnvironment', reason: 'readByBuild', entry: 'file', names: ['.env.local', '.env.development.local', '.env.test.local', '.env.production.local', '.env'] },
  { kind: 'localEnvironment', reason: 'onlyForTools', entry: 'file', names: ['.envrc'] },

  { kind: 'testResult', reason: 'onlyForTools', entry: 'directory', names: ['.nyc_output', 'htmlcov', 'test-results', 'playwright-report', 'cypress/videos', 'cypress/screenshots', 'TestResults'] },
  { kind: 'testResult', reason: 'onlyForTools', entry: 'file', names: ['.coverage', 'coverage.xml', 'lcov.info', 'junit.xml', 'coverage.out', '*.lcov'] },
  { kind: 'testResult', reason: 'onlyForTools', entry: 'directory', names: ['coverage'], holds: ['lcov.info', 'lcov-report', 'coverage-final.json', 'coverage-summary.json', 'clover.xml', 'index.html', '.last_run.json', '.resultset.json'] },

  { kind: 'buildOutput', reason: 'mayBeProduct', entry: 'directory', names: ['target'], beside: ['Cargo.toml', 'pom.xml', 'build.sbt', 'project.clj'] },
  { kind: 'buildOutput', reason: 'mayBeProduct', entry: 'directory', names: ['build'], beside: ['build.gradle', 'build.gradle.kts', 'pubspec.yaml'] },
  { kind: 'buildOutput', reason: 'mayBeProduct', entry: 'directory', names: ['bin', 'obj'], beside: ['*.csproj', '*.fsproj', '*.vbproj'] },
  { kind: 'buildOutput', reason: 'mayBeProduct', entry: 'directory', names: ['_build', 'deps'], beside: ['mix.exs'] },
  { kind: 'buildOutput', reason: 'mayBeProduct', entry: 'directory', names: ['.build'], beside: ['Package.swift'] },
  { kind: 'buildOutput', reason: 'mayBeProduct', entry: 'directory', names: ['dist', 'build', 'out'], beside: ['package.json', 'pyproject.toml', 'setup.py'] },
  { kind: 'buildOutput', reason: 'mayBeProduct', entry: 'directory', names: ['.next', '.nuxt', '.svelte-kit', '.output', 'dist-newstyle', '.stack-work', '*.egg-info'] },

  { kind: 'experiment', reason: 'onlyForTools', entry: 'directory', names: ['wandb', 'mlruns', 'lightning_logs', '.dvc/cache'], minBytes: large },
  { kind: 'experiment', reason: 'mayBeContent', entry: 'directory', names: ['data', 'dataset', 'datasets', 'checkpoints', 'runs', 'outputs'], atRoot: true, minBytes: large },
  { kind: 'experiment', reason: 'mayBeContent', entry: 'file', names: ['*.ckpt', '*.pt', '*.pth', '*.safetensors', '*.gguf', '*.onnx', '*.h5', '*.hdf5', '*.parquet', '*.npz', '*.npy', '*.tfrecord'], minBytes: large },
];
