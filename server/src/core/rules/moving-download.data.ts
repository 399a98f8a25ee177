// Which addresses name whatever is newest, and which options of `git clone` name a commit. Data and the tests of one word only.

/** Branches that move with every change of a project. */
export const movingBranches: ReadonlySet<string> = new Set(['main', 'master', 'develop', 'development', 'dev', 'trunk', 'nightly', 'latest', 'HEAD']);

const branches = '(?:main|master|develop|trunk|HEAD)';

/** Addresses of files on a moving branch, by the code hosts' own forms. */
const branchForms: readonly RegExp[] = [
  new RegExp(`^https?://raw\\.githubusercontent\\.com/[^/]+/[^/]+/(?:refs/heads/[^/]+|${branches})/`),
  new RegExp(`^https?://(?:www\\.)?github\\.com/[^/]+/[^/]+/(?:raw|blob|archive|tarball|zipball)/(?:refs/heads/|${branches}(?:[/.?]|$))`),
  new RegExp(`^https?://codeload\\.github\\.com/[^/]+/[^/]+/[\\w.]+/(?:refs/heads/|${branches}(?:[/.?]|$))`),
  new RegExp(`^https?://[^/]+/.+/-/(?:raw|archive)/${branches}(?:[/.?]|$)`),
  new RegExp(`^https?://(?:www\\.)?bitbucket\\.org/[^/]+/[^/]+/(?:raw/${branches}/|get/${branches}\\.)`),
  new RegExp(`^https?://[^/]+/.+\\+archive/(?:refs/heads/|${branches}[./])`),
  new RegExp(`^https?://(?:cdn\\.jsdelivr\\.net/gh/[^/]+/[^/@]+@|rawgit\\.com/[^/]+/[^/]+/)${branches}/`),
];

/** Hosts of builds of the newest commit. */
const movingHost = /^https?:\/\/(?:master|nightly)\./;

/** Words of a path that say so themselves; `stable.txt` and its like hold the newest version's number. */
const movingWords: ReadonlySet<string> = new Set(['latest', 'nightly', 'nightlies', 'tip']);
const movingFiles = /^(?:stable|latest)(?:-[\w.]+)?\.txt$|^LATEST_(?:RELEASE|STABLE)/;
/** A file that is called `..._current_amd64.deb` beside others of its name with a version. */
const currentFile = /[-_]current[-_.][\w.-]*\.(?:deb|rpm|zip|exe|msi|tar\.\w+|tgz)$/;

/** Addresses of this machine and of the cloud it runs on: whatever they say, it is no download. */
const localHost = /^https?:\/\/(?:localhost|\d+\.\d+\.\d+\.\d+|\[)/;

/** The key that an archive is signed with has to be the newest one. */
const signingKey = /\.(?:asc|gpg|pgp|key|pub|pem|crt)$/i;

/** Whether the address stands for another file from time to time. Variables in it are as they are written. */
export function isMovingAddress(address: string): boolean {
  if (!/^(?:https?|ftp):\/\/[^/]/.test(address) || localHost.test(address) || signingKey.test(address)) return false;
  if (branchForms.some(form => form.test(address))) return true;
  const path = address.replace(/[?#].*$/, '').split('/').slice(3);
  const last = path.at(-1) ?? '';
  if (movingHost.test(address)) return !isChosen(path.join('/'));
  if (movingFiles.test(last) || currentFile.test(last)) return true;
  const at = path.findIndex(part => part.toLowerCase().split(/[-_.]/).some(word => movingWords.has(word)));
  // What has a number behind it names one version, and a variable in the same place is somebody's choice.
  return at >= 0 && !isChosen(path.slice(at).join('/'));
}

function isChosen(rest: string): boolean {
  return /\d+\.\d+\.\d+|\d{8}|[0-9a-f]{40}/.test(rest) || /\$\{?\w*(?:VERSION|TAG|RELEASE|COMMIT|SHA|REV)\w*/i.test(rest);
}

/** Options of curl and wget whose next word is no address; a row of letters can end in one of the short ones. */
export const valuedDownloadOptions: readonly string[] = [
  '-o', '--output', '-O', '--output-document', '-H', '--header', '-A', '--user-agent', '-u', '--user', '-e', '--referer', '-x', '--proxy', '-P', '--directory-prefix', '--retry', '--retry-delay',
  '-m', '--max-time', '--connect-timeout', '-t', '--tries', '-T', '--timeout', '-b', '--cookie', '-c', '--cookie-jar', '-d', '--data', '-X', '--request', '-w', '--write-out', '-a', '-i', '-U', '--output-dir',
];

/** With one of these it sends something, or asks only whether there is something. */
export const noDownloadOptions: readonly string[] = ['-X', '--request', '-d', '--data', '--data-raw', '--data-binary', '-F', '--form', '-I', '--head', '--spider', '--upload-file'];

/** By program the options that say where the file goes. */
export const outputOptions: ReadonlyMap<string, readonly string[]> = new Map([['curl', ['-o', '--output']], ['wget', ['-O', '--output-document']]]);

/**
 * Whether a file there is gone with the step: the engine puts `/etc/hosts` and `/etc/resolv.conf` over those of the image in each
 * RUN (BuildKit executor/oci/spec_linux.go and executor/oci/mounts.go withROBind), and `/dev`, `/proc` and `/sys` too.
 */
export function isOutsideOfLayers(path: string): boolean {
  return /^\/(?:etc\/(?:hosts|resolv\.conf)$|(?:dev|proc|sys)\/(?!stdout$|fd\/|shm\/))/.test(path);
}

/** Options of `git clone` with a value. */
export const valuedCloneOptions: readonly string[] = ['-b', '--branch', '--depth', '-o', '--origin', '-c', '--config', '--reference', '-j', '--jobs', '--separate-git-dir', '--template', '--revision', '--shallow-since', '--filter', '-u', '--upload-pack', '-C'];

/** Programs that check what was downloaded. */
export const checksumPrograms: ReadonlySet<string> = new Set(['sha256sum', 'sha512sum', 'sha1sum', 'sha384sum', 'md5sum', 'shasum', 'b2sum']);
