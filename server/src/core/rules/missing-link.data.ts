// What is known of base images without looking into them. Data.

/** Official images whose steps run as root unless the Dockerfile says otherwise. */
export const rootImages: ReadonlySet<string> = new Set([
  'almalinux', 'alpine', 'amazoncorretto', 'amazonlinux', 'buildpack-deps', 'busybox', 'debian', 'eclipse-temurin', 'fedora', 'gcc', 'golang', 'httpd', 'nginx', 'node', 'openjdk', 'oraclelinux', 'perl', 'php', 'python', 'rockylinux', 'ruby', 'rust', 'ubuntu',
]);

/** Folders that these images have as root's with mode 755. */
export const sharedFolders: readonly string[] = ['/usr', '/usr/share', '/opt', '/srv'];

/** Folders that these images lack, or in which all folders are root's with mode 755. A folder stands for all below it. */
export const projectFolders: readonly string[] = ['/app', '/code', '/workspace', '/service', '/srv', '/opt', '/usr/share'];
