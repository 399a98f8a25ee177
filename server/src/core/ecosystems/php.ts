// Extensions of PHP: compiled from PHP's own sources, from PECL, or by the installer that knows what each needs.
import type { ShellCommand } from '../shell/script.js';
import type { Ecosystem, InstallCommand } from './ecosystem.js';
import { isKnown, readCommandLine } from './shared/commandLine.js';

const table = { valued: ['-j', '-d'] };
const programs = ['docker-php-ext-install', 'install-php-extensions', 'pecl', 'pear', 'pie'];

function recognise(command: ShellCommand): InstallCommand | undefined {
  if (command.name === undefined || !programs.includes(command.name)) return undefined;
  const { operands } = readCommandLine(command.args, table);
  const isManager = /^(pecl|pear|pie)$/.test(command.name);
  if (isManager && !/^(install|upgrade)$/.test(operands[0]?.value ?? '')) return undefined;
  const named = (isManager ? operands.slice(1) : operands).filter(isKnown).map(word => word.value);
  const localPaths = named.filter(word => /^\.{0,2}\/|^\.$|\.tgz$/.test(word) && !word.includes('://'));
  return { ecosystem: phpExtensions, command, kind: 'packages', label: isManager ? `${command.name} ${operands[0]?.value ?? ''}` : command.name, directory: command.directory, namedManifests: [], localPaths };
}

export const phpExtensions: Ecosystem = {
  id: 'php-extensions', name: 'PHP extensions', family: 'other', programs, manifestNames: [],
  recognise,
  namedIgnoreProject: () => true,
  homeEntries: ['.pearrc'],
  systemFolders: ['/usr/src/php', '/usr/src/php.tar.xz', '/usr/src/php.tar.xz.asc', '/tmp/pear'],
};
