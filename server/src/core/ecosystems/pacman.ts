// pacman: packages of Arch Linux. Its verb is an option (`-Syu`).
import { isKnown, readCommandLine } from './shared/commandLine.js';
import type { Ecosystem, InstallCommand } from './ecosystem.js';

const table = { valued: ['-b', '--dbpath', '-r', '--root', '--config', '--cachedir', '--ignore', '--ignoregroup', '--overwrite', '--assume-installed', '--color', '--arch', '--gpgdir', '--hookdir', '--logfile'] };
/** With one of these it only asks, cleans or prints. */
const asking = ['-s', '--search', '-i', '--info', '-l', '--list', '-g', '--groups', '-c', '--clean', '-p', '--print'];

function kindOf(line: ReturnType<typeof readCommandLine>): InstallCommand['kind'] | undefined {
  if (line.has('-U', '--upgrade') && !line.has('-S', '--sync')) return 'packages';
  if (!line.has('-S', '--sync') || line.has(...asking)) return undefined;
  if (line.operands.length > 0 || line.has('-u', '--sysupgrade')) return 'packages';
  return line.has('-y', '--refresh') ? 'refresh' : undefined;
}

export const pacman: Ecosystem = {
  id: 'pacman', name: 'pacman', family: 'os', programs: ['pacman'], manifestNames: [],
  cacheFolders: () => [{ target: '/var/cache/pacman/pkg', sharing: 'locked' }],
  cacheHolds: 'downloads',
  recognise(command) {
    if (command.name !== 'pacman') return undefined;
    const line = readCommandLine(command.args, table);
    const kind = kindOf(line);
    if (!kind) return undefined;
    const words = line.operands.filter(isKnown).map(word => word.value);
    const localPaths = line.has('-U') ? words.filter(word => !word.includes('://')) : [];
    return { ecosystem: pacman, command, kind, label: kind === 'refresh' ? 'pacman -Sy' : 'pacman -S', directory: command.directory, namedManifests: [], localPaths };
  },
};
