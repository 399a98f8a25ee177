// What tells that a build fetches nothing: flags, vendored dependencies, projects without any. By package manager. Data.

export interface BuildTraits {
  /** A word of the command line by which it fetches nothing. */
  readonly offline?: RegExp;
  /** Variables that say the same. */
  readonly offlineVariables?: readonly (readonly [name: string, value: RegExp])[];
  /** Files of the project by which its dependencies lie there already, with what they say. */
  readonly vendored?: readonly (readonly [file: string, text: RegExp | undefined])[];
  /** Files, by their path below the project's folder, in which dependencies stand, and what one looks like. Without any the build fetches nothing. */
  readonly dependencies?: { readonly files: RegExp; readonly text: RegExp };
}

/** By the id of the ecosystem. Without an entry a build is taken to fetch something. */
export const buildTraits: ReadonlyMap<string, BuildTraits> = new Map<string, BuildTraits>([
  ['go', {
    offline: /^-?-mod=vendor$/, offlineVariables: [['GOFLAGS', /-mod=vendor/], ['GOPROXY', /^off$/]],
    vendored: [['vendor/modules.txt', undefined]],
    dependencies: { files: /^go\.(?:mod|work)$/, text: /^[ \t]*(?:require|use)\b/m },
  }],
  ['cargo', {
    offline: /^--(?:offline|frozen)$/, offlineVariables: [['CARGO_NET_OFFLINE', /^true$/]],
    vendored: [['.cargo/config.toml', /^[ \t]*directory[ \t]*=/m], ['.cargo/config', /^[ \t]*directory[ \t]*=/m]],
    dependencies: { files: /^Cargo\.toml$/, text: /^[ \t]*\[(?:[^\]]*\.)?(?:dev-|build-)?dependencies\][^\n]*\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*[\w"]|dependencies\.[^\]]+\]|^[ \t]*\[workspace\b/m },
  }],
  ['maven', { offline: /^(?:-o|--offline|-Dmaven\.repo\.local=.*)$/ }],
  ['gradle', { offline: /^--offline$/ }],
  ['sbt', { offline: /\boffline\b/ }],
  ['dotnet', { dependencies: { files: /(?:^|\/)(?:[^/]+\.(?:cs|fs|vb)proj|Directory\.(?:Packages|Build)\.props|packages\.config|paket\.dependencies)$/i, text: /<Package(?:Reference|Version)\b|<package\b|^\s*nuget\s|PublishAot|<RuntimeIdentifiers?>/im } }],
  ['swift', { dependencies: { files: /^Package\.swift$/, text: /\.package\s*\(/ } }],
  ['cabal', { offline: /^--offline$/ }],
  ['nimble', { dependencies: { files: /^[^/]+\.nimble$/, text: /requires[ (]+"(?!nim\b)/ } }],
  ['zig', { dependencies: { files: /^build\.zig\.zon$/, text: /\.url\s*=/ } }],
]);

/** Package managers whose dependencies come as sources and are compiled with the project; those of others come ready-made. */
export const compilesDependencies: ReadonlySet<string> = new Set(['go', 'cargo', 'swift', 'cabal', 'stack', 'nimble', 'zig', 'shards']);

/** Commands that fetch a project's dependencies by name, as was done before projects had manifests. */
export const fetchesByName = /^go get$/;

/** Commands that put manifests in order on their way to a build. */
export const tidies = /^go mod tidy$/;

/** A CMD or ENTRYPOINT that builds, or starts what it built where it lies: both work out of the package manager's folders. */
export const startsWithBuildTool = /\b(?:go|cargo|mvnw?|gradlew?|sbt|swift|stack|cabal|mix|lein)\b["', ]|\bdotnet["', ]+(?:run|watch|test|build)\b|\.sh\b|\bmake\b/;

/** Goals and tasks that put a project's own results among what was fetched. */
export const publishes = /\b(?:install|deploy|publish\w*|uploadArchives)\b/;

/** Caches of compilers that live outside the image, and the variables that name them. */
export const compilerCaches = /\b(?:sccache|ccache|buildcache|develocity)\b/i;
export const compilerVariables: readonly string[] = ['RUSTC_WRAPPER', 'CARGO_BUILD_RUSTC_WRAPPER'];

/** Variables that a package manager may look at when it fetches; those that only say how to compile are not among them. */
const commonSettings = 'HOME|PATH|USER|LANG|LC_.*|SSL_.*|SSH_.*|XDG_.*|.*_proxy|.*_PROXY|GIT_.*|.*TOKEN.*|.*PASSWORD.*|.*SECRET.*|.*CREDENTIAL.*|NETRC|CI';
const ownSettings: ReadonlyMap<string, string> = new Map([
  ['go', 'GO(?!OS$|ARCH$|ARM$|AMD64$|386$|MIPS\\w*$|PPC64$|GC$|MAXPROCS$).*'],
  ['cargo', 'CARGO_(?!PROFILE_|INCREMENTAL$|BUILD_).*|RUSTUP_.*|RUST_VERSION'],
  ['maven', 'M2.*|MAVEN_.*|MVN.*|JAVA_HOME|.*_REPO.*|.*_URL'],
  ['gradle', 'GRADLE_.*|ORG_GRADLE_.*|JAVA_.*|.*_REPO.*|.*_URL'],
  ['sbt', 'SBT_.*|COURSIER_.*|JAVA_.*|.*_REPO.*|.*_URL'],
  ['dotnet', 'NUGET_.*|DOTNET_.*|VSS_.*|MSBUILD.*|Configuration|.*_URL'],
  ['swift', 'SWIFT.*'],
  ['mix', 'MIX_.*|HEX_.*'],
]);

/** The names of variables that may decide what a package manager fetches, from where, or where to. */
export function settingsOf(ecosystem: string): RegExp {
  const known = settings.get(ecosystem) ?? new RegExp(`^(?:${[ownSettings.get(ecosystem) ?? '.*', commonSettings].join('|')})$`);
  settings.set(ecosystem, known);
  return known;
}

const settings = new Map<string, RegExp>();
