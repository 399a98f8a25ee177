// What is known of the lives of well-known images: which names Docker Hub has without a namespace, and which are no longer
// released. Only what has ended for good is named, so that it stays true.

/** Docker Hub's official images, those that were ended among them; nobody else can have a name without a namespace there. */
const official: ReadonlySet<string> = new Set([
  'adminer', 'adoptopenjdk', 'aerospike', 'almalinux', 'alpine', 'alt', 'amazoncorretto', 'amazonlinux', 'api-firewall', 'arangodb', 'archlinux', 'backdrop', 'bash', 'bonita', 'buildpack-deps', 'busybox',
  'caddy', 'cassandra', 'celery', 'centos', 'chronograf', 'cirros', 'clearlinux', 'clefos', 'clickhouse', 'clojure', 'composer', 'consul', 'convertigo', 'couchbase', 'couchdb', 'crate', 'crux',
  'dart', 'debian', 'django', 'docker', 'docker-dev', 'drupal', 'eclipse-mosquitto', 'eclipse-temurin', 'eggdrop', 'elasticsearch', 'elixir', 'emqx', 'erlang', 'euleros',
  'express-gateway', 'fedora', 'flink', 'fluentd', 'friendica', 'fsharp', 'gazebo', 'gcc', 'geonetwork', 'ghost', 'glassfish', 'golang', 'gradle', 'groovy', 'haproxy', 'haskell', 'haxe', 'hello-seattle', 'hello-world', 'hipache', 'hitch', 'hola-mundo', 'httpd', 'hylang',
  'ibm-semeru-runtimes', 'ibmjava', 'influxdb', 'iojs', 'irssi', 'java', 'jenkins', 'jetty', 'jobber', 'joomla', 'jruby', 'julia', 'kaazing-gateway', 'kapacitor', 'kibana', 'known', 'kong', 'krakend', 'kwort',
  'lightstreamer', 'liquibase', 'logstash', 'mageia', 'mariadb', 'matomo', 'maven', 'mediawiki', 'memcached', 'mongo', 'mongo-express', 'monica', 'mono', 'mysql', 'nats', 'nats-streaming', 'neo4j', 'neurodebian', 'nextcloud', 'nginx', 'node', 'notary', 'nuxeo',
  'odoo', 'open-liberty', 'openjdk', 'opensuse', 'oraclelinux', 'orientdb', 'owncloud', 'percona', 'perl', 'photon', 'php', 'php-zendserver', 'phpmyadmin', 'piwik', 'plone', 'postfixadmin', 'postgres', 'pypy', 'python',
  'r-base', 'rabbitmq', 'rails', 'rakudo-star', 'rapidoid', 'redis', 'redmine', 'registry', 'rethinkdb', 'rocket.chat', 'rockylinux', 'ros', 'ruby', 'rust', 'sapmachine', 'satosa', 'scratch', 'sentry', 'silverpeas', 'sl', 'solr', 'sonarqube', 'sourcemage', 'spark', 'spiped', 'storm', 'swarm', 'swift', 'swipl',
  'teamspeak', 'telegraf', 'thrift', 'tomcat', 'tomee', 'traefik', 'ubuntu', 'ubuntu-debootstrap', 'ubuntu-upstart', 'unit', 'valkey', 'varnish', 'vault', 'voodoo', 'websphere-liberty', 'wordpress', 'xwiki', 'yourls', 'znc', 'zookeeper',
]);

/** Names under which nothing is released any more. */
const ended: ReadonlySet<string> = new Set(['adoptopenjdk', 'centos', 'centos/centos', 'clearlinux', 'django', 'fsharp', 'glassfish', 'iojs', 'java', 'jenkins', 'openjdk', 'opensuse', 'rails', 'swarm', 'ubuntu-upstart', 'mhart/alpine-node', 'registry.centos.org/centos']);

/** Releases of systems that have ended, by image. */
const endedReleases: ReadonlyMap<string, RegExp> = new Map([
  ['debian', /^(?:[6-9]|10)(?:\.|-|$)|squeeze|wheezy|jessie|stretch|buster/],
  ['ubuntu', /^(?:[4-9]|1\d)\.|^2[013]\.|^2[24]\.10|precise|trusty|xenial|bionic|focal/],
  ['alpine', /^(?:2|3\.1?\d)(?:\.|$)/],
  ['fedora', /^(?:\d|[123]\d|4[01])$/],
  ['amazonlinux', /^(?:1|201\d)(?:\.|$)/],
  ['opensuse/leap', /^(?:42|15\.[0-5])(?:\.|$)/],
  ['oraclelinux', /^[5-7](?:\.|-|$)/],
]);

/** Systems that have ended, in the tags of images that are built on them: `python:3.9-buster`, `node:18-alpine3.16`. */
const endedSystem = /(?:^|-)(?:wheezy|jessie|stretch|buster|trusty|xenial|bionic|focal|alpine3\.1?\d)(?:-|$)/;

/** `docker.io/library/python` -> `python`. */
function shortName(name: string): string {
  return name.replace(/^(?:index\.)?docker\.io\//, '').replace(/^library\//, '');
}

/** Whether the name says that the image is of this machine: Docker Hub has none of it, and it names no other registry. */
export function isLocalImage(name: string): boolean {
  return name.startsWith('localhost/') || (!name.includes('/') && !official.has(name));
}

/** Whether nothing is released any more under this name. */
export function isEndedImage({ name, tag }: { readonly name: string; readonly tag: string | undefined }): boolean {
  const short = shortName(name);
  return ended.has(short) || (tag !== undefined && (endedReleases.get(short)?.test(tag) === true || endedSystem.test(tag)));
}

/** Images whose maker gives them no tags for versions. */
export function hasNoVersionTags(name: string): boolean {
  return /^(?:gcr\.io\/distroless|cgr\.dev\/chainguard)\//.test(name);
}
