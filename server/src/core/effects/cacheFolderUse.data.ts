// Programs that look at nothing but what their arguments name, least of all at a package manager's cache. Data.

export const idlePrograms: ReadonlySet<string> = new Set([
  'chgrp', 'chmod', 'chown', 'cp', 'cut', 'dirname', 'basename', 'find', 'getent', 'jar', 'ldd', 'ln', 'mv', 'readelf', 'readlink', 'sed', 'setcap', 'sort', 'strip', 'tar', 'tr', 'unzip', 'upx', 'xz', 'gzip', 'gunzip', 'zip',
  'addgroup', 'adduser', 'groupadd', 'useradd', 'usermod', 'curl', 'wget', 'apt-mark', 'ldconfig', 'update-ca-certificates', 'awk', 'mktemp', 'nproc', 'env', 'dos2unix',
]);
