// Tags that name a variant of an image and no version of it. Only of official images that go on being released, by what their
// own tags mean: `golang:alpine` is the newest Go on the newest Alpine. Names of releases (`debian:bookworm`) are versions.
import { parseImageReference } from '../plan/imageReference.js';

const images: ReadonlySet<string> = new Set([
  'caddy', 'docker', 'elixir', 'erlang', 'golang', 'gradle', 'haproxy', 'httpd', 'julia', 'memcached', 'nginx', 'node', 'perl', 'php', 'postgres', 'python', 'rabbitmq', 'redis', 'ruby', 'rust', 'traefik',
]);

/** Variants that are built of every release. Those on a system that is out of support no longer move. */
const variants: ReadonlySet<string> = new Set(['alpine', 'apache', 'bookworm', 'cli', 'current', 'dind', 'fpm', 'git', 'lts', 'mainline', 'management', 'perl', 'rootless', 'slim', 'stable', 'trixie', 'zts']);

/** Whether the tag says which variant, and nothing of the version. */
export function isFloatingVariant(reference: string): boolean {
  const { name, tag } = parseImageReference(reference) ?? {};
  return tag !== undefined && name !== undefined && images.has(name.replace(/^(?:docker\.io\/)?(?:library\/)?/, '')) && tag.split('-').every(word => variants.has(word));
}
