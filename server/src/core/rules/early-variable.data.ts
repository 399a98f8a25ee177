// Names of variables by what they are for: settings of the running program, which no installer looks at, and versions of
// what is installed further down. Data.

/** Settings of a program that runs in the container, and of its release. */
const settings = new RegExp(`^(?:${[
  '(?:APP|APPLICATION|SERVICE|API|BACKEND|FRONTEND|PROJECT)_\\w+', '(?:\\w+_)?PORT', '(?:LISTEN|BIND)_\\w+', 'LOG_(?:LEVEL|FORMAT)', '(?:DATABASE|DB|REDIS|MONGO|MONGODB|AMQP|RABBITMQ|KAFKA|SENTRY|OTEL)_\\w+',
  '(?:PG|POSTGRES|POSTGRESQL|MYSQL|MARIADB)_(?:USER|PASS|PASSWORD|HOST|DB|DATABASE|NAME)', 'DJANGO_SETTINGS_MODULE', 'FLASK_(?:APP|ENV|RUN_\\w+)', '(?:UVICORN|GUNICORN)_\\w+', 'WEB_CONCURRENCY', 'WORKERS', '(?:SPRING|ASPNETCORE|CATALINA|JETTY|KESTREL)_\\w+',
  'RELEASE(?:_(?:VERSION|DATE|TAG|NAME))?', 'BUILD_(?:VERSION|NUMBER|ID|DATE|TAG|NAME)', '(?:IMAGE|DOCKER_IMAGE)_(?:VERSION|TAG|NAME)', 'GIT_(?:SHA|COMMIT|BRANCH|TAG|REF)',
].join('|')})$`);

/** Places, users and modes are what installs and scripts work with. */
const places = /(?:^|_)(?:HOME|ROOT|DIR|DIRECTORY|PATH|FOLDER|PREFIX|USER|USERNAME|UID|GID|GROUP|ENV|ENVIRONMENT|MODE|PROFILE|ARCH|PLATFORM|OPTS?|OPTIONS|FLAGS|ARGS|CONFIG|PACKAGES?|DEPS|REPO|URL|MIRROR|PROXY|FILE|CLASSPATH)$/;

/** Whether it only matters to the program that runs in the end. */
export function isRunTimeSetting(name: string): boolean {
  return settings.test(name) && (!places.test(name) || /^(?:DATABASE|REDIS|AMQP)_URL$|^FLASK_ENV$|^(?:DB|DATABASE|PG|POSTGRES|POSTGRESQL|MYSQL|MARIADB)_USER$/.test(name));
}

/** Whether it is the version, or the sum, of something that the file fetches. */
export function isVersionOfTool(name: string): boolean {
  return /(?:^|_)(?:VERSION|VER|RELEASE|COMMIT|SHA|SHA1|SHA256|SHA512|MD5|CHECKSUM|DIGEST)$/.test(name);
}
