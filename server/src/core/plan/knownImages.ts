// What well-known images of Docker Hub set for all that is built on them: variables that say where a package manager keeps
// its files, and working directories. Only what their own Dockerfiles have said in all versions; values that differ from
// version to version are not known. Data.
import { VariableScope } from './variables.js';

export interface KnownImage {
  readonly variables: Readonly<Record<string, string>>;
  /** `undefined`: not certain. */
  readonly workdir?: string;
}

const ruby: KnownImage = { variables: { LANG: 'C.UTF-8', GEM_HOME: '/usr/local/bundle', BUNDLE_SILENCE_ROOT_WARNING: '1', BUNDLE_APP_CONFIG: '/usr/local/bundle' } };
const temurin: KnownImage = { variables: { JAVA_HOME: '/opt/java/openjdk' } };

/** By repository; those of the official images without `library/`. */
const images: ReadonlyMap<string, KnownImage> = new Map<string, KnownImage>([
  ['composer', { variables: { COMPOSER_ALLOW_SUPERUSER: '1', COMPOSER_HOME: '/tmp' }, workdir: '/app' }],
  ['condaforge/mambaforge', { variables: { CONDA_DIR: '/opt/conda' } }],
  ['condaforge/miniforge3', { variables: { CONDA_DIR: '/opt/conda' } }],
  ['denoland/deno', { variables: { DENO_DIR: '/deno-dir/', DENO_INSTALL_ROOT: '/usr/local' } }],
  ['eclipse-temurin', temurin],
  ['golang', { variables: { GOPATH: '/go' }, workdir: '/go' }],
  ['gradle', { variables: { GRADLE_HOME: '/opt/gradle' }, workdir: '/home/gradle' }],
  ['mambaorg/micromamba', { variables: { MAMBA_ROOT_PREFIX: '/opt/conda' } }],
  ['maven', { variables: { MAVEN_HOME: '/usr/share/maven' } }],
  ['oven/bun', { variables: { BUN_INSTALL_BIN: '/usr/local/bin' }, workdir: '/home/bun/app' }],
  ['ruby', ruby],
  ['rust', { variables: { RUSTUP_HOME: '/usr/local/rustup', CARGO_HOME: '/usr/local/cargo' } }],
  ['tomcat', { variables: { CATALINA_HOME: '/usr/local/tomcat' }, workdir: '/usr/local/tomcat' }],
]);

/** Copies of the official images at other registries: `public.ecr.aws/docker/library/golang`, `mirror.gcr.io/library/golang`. */
const prefix = /^(?:(?:(?:index\.)?docker\.io|[\w.-]+\.[a-z]+(?::\d+)?(?:\/[\w.-]+)*(?=\/library\/))\/)?(?:library\/)?/;

/** What is known of an image by its name; nothing of images for Windows, which keep everything elsewhere. */
export function knownImage(name: string, tag: string | undefined): KnownImage | undefined {
  const found = images.get(name.replace(prefix, ''));
  return found && !/windows|nanoserver/i.test(tag ?? '') ? found : undefined;
}

/** The variables of an image, as those that a stage starts with. */
export function variablesOf({ variables }: KnownImage): VariableScope {
  return Object.entries(variables).reduce((scope, [name, value]) => scope.with({ name, kind: 'base', value, source: undefined }), VariableScope.empty);
}
