// Which stages are made for Windows, where folders, users and shells are others than all that is known here of package managers.
import type { DockerfileSyntax } from '../syntax/instruction.js';
import { Note } from '../text/notes.js';
import type { BuildPlan, Stage } from './plan.js';

/** Base images by their references; a name alone can be of a Linux image that only builds for Windows. */
const windowsImage = /nanoserver|servercore|windows-?(?:amd64|\d{4}|ltsc)|(?:^|\/)windows(?:\/|:|$)|dotnet\/framework|(?:^|\/)node-windows|^microsoft\/(?:iis|aspnet|wcf|dotnet-framework)/i;

/** Only Windows has these shells (`pwsh` runs on Linux too). */
const windowsShell = /^(?:.*[\\/])?(?:powershell|cmd)(?:\.exe)?$/i;

const drivePath = /(?:^|[\s"'=;,[({])[a-z]:[\\/]/im;

/**
 * Whether a stage is made for Windows, as far as the file and the build's platform tell: by the image that it begins with
 * (through the stages that it is built on), by its shell, or by paths of drives in a file that escapes with a backtick.
 * `false` also where nothing is known. A rule's context will do for `file`.
 */
export function isWindowsStage(stage: Stage, file: { readonly plan: BuildPlan; readonly syntax: DockerfileSyntax }): boolean {
  const passed: Stage[] = [];
  let answer = false;
  for (let current: Stage | undefined = stage; current; current = current.base.kind === 'stage' ? current.base.stage : undefined) {
    const known = answers.get(current);
    if (known === undefined) passed.push(current);
    answer = known ?? saysWindows(current, file);
    if (answer || known !== undefined) break;
  }
  for (const one of passed) answers.set(one, answer);
  return answer;
}

/** Asked for by every step, and a file can be one chain of stages. A stage belongs to one plan of one text. */
const answers = new Note<boolean>();

function saysWindows({ base, from, instructions }: Stage, { plan: { setup }, syntax }: { readonly plan: BuildPlan; readonly syntax: DockerfileSyntax }): boolean {
  const platform = from.flags.find(flag => flag.name === 'platform')?.value ?? setup.platform;
  if (platform?.startsWith('windows') === true) return true;
  // As written where only the build knows the whole: `mcr.microsoft.com/windows/servercore:${TAG}`.
  const reference = base.kind === 'image' ? base.reference : base.kind === 'stage' ? '' : from.args[0]?.text ?? '';
  if (windowsImage.test(reference)) return true;
  // Taken apart only where it is a SHELL: that takes longer than everything else here.
  if (instructions.some(instruction => instruction.keyword === 'SHELL' && instruction.json && windowsShell.test(instruction.args[0]?.text ?? ''))) return true;
  return syntax.escape === '`' && instructions.some(({ text }) => drivePath.test(text));
}
