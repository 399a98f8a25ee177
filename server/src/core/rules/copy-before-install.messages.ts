// The words of copy-before-install.
import { defineMessages, type Message } from '../../messages/index.js';
import type { Blocker } from '../ecosystems/ecosystem.js';

export const messages = defineMessages('rules.copy-before-install', {
  copy: "'{copy}' changes with every source edit, so '{install}' below runs again each time. Copy {manifest} first.",
  copyCost: "'{copy}' changes with every source edit, so '{install}' below runs again each time ({cost} last time). Copy {manifest} first.",
  copySeveral: {
    one: "'{copy}' changes with every source edit, so '{install}' and {count} more install below run again each time. Copy {manifest} first.",
    other: "'{copy}' changes with every source edit, so '{install}' and {count} more installs below run again each time. Copy {manifest} first.",
  },
  copySeveralCost: {
    one: "'{copy}' changes with every source edit, so '{install}' and {count} more install below run again each time ({cost} last time). Copy {manifest} first.",
    other: "'{copy}' changes with every source edit, so '{install}' and {count} more installs below run again each time ({cost} last time). Copy {manifest} first.",
  },
  move: "'{copy}' changes with every source edit, so '{install}' below runs again each time. Move it above.",
  moveCost: "'{copy}' changes with every source edit, so '{install}' below runs again each time ({cost} last time). Move it above.",
  moveSeveral: {
    one: "'{copy}' changes with every source edit, so '{install}' and {count} more install below run again each time. Move them above.",
    other: "'{copy}' changes with every source edit, so '{install}' and {count} more installs below run again each time. Move them above.",
  },
  moveSeveralCost: {
    one: "'{copy}' changes with every source edit, so '{install}' and {count} more install below run again each time ({cost} last time). Move them above.",
    other: "'{copy}' changes with every source edit, so '{install}' and {count} more installs below run again each time ({cost} last time). Move them above.",
  },
  moveCopy: "'{copy}' changes with every source edit, so '{install}' below runs again each time. Move the {keyword} below it.",
  moveCopyCost: "'{copy}' changes with every source edit, so '{install}' below runs again each time ({cost} last time). Move the {keyword} below it.",
  moveCopySeveral: {
    one: "'{copy}' changes with every source edit, so '{install}' and {count} more install below run again each time. Move the {keyword} below them.",
    other: "'{copy}' changes with every source edit, so '{install}' and {count} more installs below run again each time. Move the {keyword} below them.",
  },
  moveCopySeveralCost: {
    one: "'{copy}' changes with every source edit, so '{install}' and {count} more install below run again each time ({cost} last time). Move the {keyword} below them.",
    other: "'{copy}' changes with every source edit, so '{install}' and {count} more installs below run again each time ({cost} last time). Move the {keyword} below them.",
  },
  also: "'{copy}' changes with every source edit, too",
  alsoLine: "'{copy}' in line {line} changes with every source edit, too.",
  alsoLines: 'The COPYs in lines {lines} change with every source edit, too.',
  victim: "'{install}' runs again whenever '{copy}' above brings a changed file",
  victimCost: "'{install}' runs again whenever '{copy}' above brings a changed file ({cost} last time)",
  copyTitle: "Copy {manifest} before '{install}'",
  copyAndIgnoreTitle: "Copy {manifest} before '{install}' and ignore {folders}",
  moveTitle: "Move '{install}' above '{copy}'",
  moveAndIgnoreTitle: "Move '{install}' above '{copy}' and ignore {folders}",
  treeTitle: "Copy the manifests of '{install}' first, with one COPY --parents",
  treeAndIgnoreTitle: "Copy the manifests of '{install}' first, with one COPY --parents, and ignore {folders}",
  linesTitle: "Copy the manifests of '{install}' first, a COPY for each folder",
  linesAndIgnoreTitle: "Copy the manifests of '{install}' first, a COPY for each folder, and ignore {folders}",
  bindTitle: "Bind {manifest} into '{install}' instead of copying it first",
  bindAndIgnoreTitle: "Bind {manifest} into '{install}' instead of copying it first, and ignore {folders}",
  bound: "The mount of '{mount}' changes with every source edit, so '{install}' runs again each time. Bind only {manifest}.",
  boundCost: "The mount of '{mount}' changes with every source edit, so '{install}' runs again each time ({cost} last time). Bind only {manifest}.",
  boundTitle: 'Bind only {files}',
  changesFolders: '{folders} of this machine no longer goes into the image, nor its owner and mode.',
  changesFoldersAndFile: '{folders} of this machine no longer goes into the image, and {file} of the image is then what the sources hold.',
  changesFile: "{file} of the image is then what the sources hold, not what '{install}' may have made of it.",
  changesCommit: "What '{install}' writes then notes no commit, because {folder} comes later.",
  changesLayer: "'{install}' then has a layer of its own, and what '{command}' removes stays in it: the image gets bigger.",
  changesArgument: "A build with another {argument} than '{value}' then needs its file copied first, too.",
});

export const blocked = defineMessages('rules.copy-before-install.blocked', {
  missingManifest: 'No automatic fix: {subject} is not in the build context.',
  missingLock: "No automatic fix: the lock file {subject} is not in the build context.",
  ignoredManifest: 'No automatic fix: the ignore file keeps {subject} out of the build.',
  localPath: 'No automatic fix: {file} installs {subject}, which is part of the sources.',
  localPathOfCommand: 'No automatic fix: the command installs {subject}, which is part of the sources.',
  autoload: "No automatic fix: the install makes an autoloader for {subject}, which is part of the sources. With '--no-autoloader' it leaves that to '{command}' below the COPY.",
  rewritesManifest: "No automatic fix: '{install}' adds to {subject}, and a COPY below it would lay that of the sources over it again. Packages that {subject} names already need no such step.",
  editable: 'No automatic fix: {file} installs {subject} from its sources.',
  editableOfCommand: 'No automatic fix: the command installs {subject} from its sources.',
  workspace: 'No automatic fix: the install looks into packages of the workspace, not only at their manifests ({subject}).',
  lifecycleScript: "No automatic fix: the install runs the script '{subject}' of {file}, which may need the sources.",
  outsideInclude: 'No automatic fix: {file} reads {subject}, which lies outside its folder.',
  patchFiles: 'No automatic fix: the install applies patches from {subject}.',
  dynamicArguments: "No automatic fix: what '{subject}' stands for is only known during the build.",
  unreadableManifest: 'No automatic fix: {subject} could not be read.',
  linkedManifest: 'No automatic fix: {subject} is a link, and a copy of it alone would differ.',
  projectInstall: 'No automatic fix: the install builds the project itself, so it needs the sources.',
  fileVariable: "No automatic fix: the variable {subject} tells '{install}' of files that may be sources.",
  contextUnknown: 'No automatic fix: the build context is not known, so its manifests are not either.',
  contextTooBig: 'No automatic fix: the build context has too many files to look at all of them.',
  manifestsUnknown: "No automatic fix: it is not known which files '{install}' reads.",
  directoryUnknown: 'No automatic fix: the working directory comes from the base image; a WORKDIR above makes it known.',
  otherStage: "No automatic fix: '{copy}' belongs to another stage, and what else builds on that one would lose it.",
  needsSources: "No automatic fix: the same RUN also runs '{command}', which may need the sources.",
  unknownCommand: "No automatic fix: '{command}' runs before the install in the same RUN and may need the sources.",
  stateChanges: "No automatic fix: '{instruction}' in between changes what the moved line does.",
  stepNeeds: "No automatic fix: '{instruction}' in between works on the same files.",
  stepUnknown: "No automatic fix: '{instruction}' in between may work on the same files.",
  installOverwrites: "No automatic fix: '{copy}' and '{install}' write the same files.",
  unknownPackages: "No automatic fix: what '{install}' installs is only known during the build, and may be files of the sources.",
  installReads: "No automatic fix: '{install}' may look at files that '{copy}' brings.",
  otherSource: 'No automatic fix: more than one COPY brings {subject}.',
  toFileName: 'No automatic fix: {subject} is copied to a name of its own, not into a folder.',
  notWritable: 'No automatic fix: {subject} can only be written with special characters here.',
  usedFolder: 'No automatic fix: {subject} of this machine would have to be ignored, and another instruction copies it.',
  cannotIgnore: 'No automatic fix: {subject} of this machine would overwrite what was installed, and there is no place to ignore it.',
});

/** Why the package manager can't be separated from the sources, in people's words. */
export function blockerSentence(why: Blocker): Message {
  const { subject } = why;
  const file = why.file;
  switch (why.kind) {
    case 'missing-manifest': return blocked.missingManifest({ subject });
    case 'missing-lock': return blocked.missingLock({ subject });
    case 'ignored-manifest': return blocked.ignoredManifest({ subject });
    case 'local-path': return file === undefined ? blocked.localPathOfCommand({ subject }) : blocked.localPath({ subject, file });
    case 'autoload': return blocked.autoload({ subject, command: why.command ?? 'composer dump-autoload' });
    case 'editable': return file === undefined ? blocked.editableOfCommand({ subject }) : blocked.editable({ subject, file });
    case 'workspace': return blocked.workspace({ subject });
    case 'lifecycle-script': return blocked.lifecycleScript({ subject, file: file ?? 'package.json' });
    case 'outside-include': return blocked.outsideInclude({ subject, file: file ?? subject });
    case 'patch-files': return blocked.patchFiles({ subject });
    case 'dynamic-arguments': return blocked.dynamicArguments({ subject });
    case 'unreadable-manifest': return blocked.unreadableManifest({ subject });
    case 'linked-manifest': return blocked.linkedManifest({ subject });
    case 'rewrites-manifest': return blocked.rewritesManifest({ subject, install: why.command ?? '' });
    case 'project-install': return blocked.projectInstall();
  }
}

/** Reasons that lie in the project itself: the install needs the sources, so the line is not to blame. */
export function needsSources(why: Blocker): boolean {
  return ['local-path', 'autoload', 'editable', 'workspace', 'lifecycle-script', 'patch-files', 'project-install'].includes(why.kind);
}
