// Commands that upgrade all that is installed, by program. Data. Left out on purpose: pacman, where an install without an
// upgrade is not supported, and upgrades of packages that are named.
import type { ShellCommand, ShellWord } from '../shell/script.js';

/** The verb by which it is one. */
type UpgradeVerb = (args: readonly ShellWord[]) => ShellWord | undefined;

/** Options whose value is the next word. */
const valued: ReadonlySet<string> = new Set(['-o', '--option', '-t', '--target-release', '-c', '--repository', '-X', '-p', '--root', '--setopt', '--enablerepo', '--disablerepo', '--releasever', '-x', '--exclude', '-R']);

/** One of the verbs, and nothing named behind it. */
function alone(verbs: RegExp): UpgradeVerb {
  return args => {
    const operands = args.filter((word, at) => !word.value.startsWith('-') && !valued.has(args[at - 1]?.value ?? '') && !(word.static && word.value === ''));
    const asksOnly = args.some(word => /^(?:-s|--simulate|--dry-run|--just-print|--print-uris|--download-only|-d|--assumeno|--help)$/.test(word.value));
    const [verb, ...named] = operands;
    return verb && !asksOnly && named.length === 0 && verbs.test(verb.value) ? verb : undefined;
  };
}

const debian = alone(/^(?:upgrade|dist-upgrade|full-upgrade|safe-upgrade)$/);
const fedora = alone(/^(?:update|upgrade|distro-sync)$/);

export const upgrades: ReadonlyMap<string, UpgradeVerb> = new Map([
  ['apt-get', debian], ['apt', debian], ['aptitude', debian],
  ['apk', alone(/^upgrade$/)],
  ['yum', fedora], ['dnf', fedora], ['dnf5', fedora], ['microdnf', fedora], ['tdnf', fedora],
  ['zypper', alone(/^(?:update|up|dist-upgrade|dup|patch)$/)],
]);

/** Options by which apk fetches the index itself; since Alpine 3.8 it does so without being told. */
const ownIndex = /^(?:-\w*U\w*|--update-cache|--update|--no-cache)$/;

/** Whether the program can only use an index that something has fetched into this official image before. */
export function comesWithoutIndex({ name, args }: ShellCommand, image: { readonly name: string; readonly tag?: string | undefined }): boolean {
  if (name === 'apk') return image.name === 'alpine' && /^(?:2|3\.[0-7])(?:\.|$)/.test(image.tag ?? '') && !args.some(word => ownIndex.test(word.value));
  return /^apt(?:-get|itude)?$/.test(name ?? '') && /^(?:debian|ubuntu)$/.test(image.name);
}
