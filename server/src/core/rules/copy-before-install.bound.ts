// An install whose RUN binds the sources (`--mount=type=bind,target=.`) runs again after every edit, as behind a COPY of them.
import { roundDuration, type Message } from '../../messages/index.js';
import { isBound } from '../effects/contextBinds.js';
import { joinContext } from '../effects/copyLayout.js';
import { absolutePath, meets } from '../effects/paths.js';
import { baseName, isWithin } from '../plan/paths.js';
import { lineEndOf } from '../text/offsets.js';
import type { BoundVictim } from './copy-before-install.blame.js';
import { blocked, blockerSentence, messages } from './copy-before-install.messages.js';
import type { Fix, Report, RuleContext } from './rule.js';

interface BoundFile {
  readonly source: string;
  /** Absolute, in the image. */
  readonly target: string;
}

/** `undefined` where another command of the RUN may need the mount, or writes what is gone with it today. */
export function boundReport(found: BoundVictim, context: RuleContext): Report | undefined {
  const { victim, bind } = found;
  const { install } = victim;
  const cost = context.cost.lastRun(victim.step);
  const manifest = firstManifest(found);
  const names = { mount: bind.source === '' ? '.' : bind.source, install: install.label, manifest };
  const files = filesOf(found, context);
  if (isUsedOtherwise(found, 'files' in files ? files.files : [])) return undefined;
  const why = 'why' in files ? files.why : notWritable(found, files.files);
  return {
    range: bind.mount.range,
    message: cost === undefined ? messages.bound(names) : messages.boundCost({ ...names, cost: roundDuration(cost) }),
    ...(why ? { blocked: why } : {}),
    ...('files' in files && !why ? { fix: () => fixOf(found, files.files, context) } : {}),
    ...(cost === undefined ? {} : { savesMilliseconds: cost }),
  };
}

function firstManifest({ victim }: BoundVictim): string {
  const [first] = victim.manifestInstalls;
  const known = first?.project.set?.state === 'known' ? first.project.set.files[0] : undefined;
  const name = known ?? first?.install.namedManifests[0] ?? first?.install.ecosystem.manifestNames[0] ?? '';
  return name.startsWith('/') ? baseName(name) : joinContext(first?.project.folder ?? '', name);
}

/** What the installs read by way of the mount; or why that can't be told. */
function filesOf({ victim }: BoundVictim, { context }: RuleContext): { readonly files: readonly BoundFile[] } | { readonly why: Message | undefined } {
  if (!context) return { why: blocked.contextUnknown() };
  const files = new Map<string, BoundFile>();
  for (const { install, project } of victim.manifestInstalls) {
    const { set, directory, folder } = project;
    if (!context.entries || set?.state === 'unread') return { why: undefined };
    if (!set || directory === undefined || folder === undefined) return { why: blocked.manifestsUnknown({ install: install.label }) };
    if (set.state === 'blocked') return { why: blockerSentence(set.why) };
    for (const file of set.files) {
      const target = absolutePath(directory, file);
      const source = joinContext(folder, file);
      if (target !== undefined && isBound(victim.step, target, source, context)) files.set(target, { source, target });
    }
  }
  return { files: [...files.values()] };
}

function isUsedOtherwise({ victim, bind }: BoundVictim, files: readonly BoundFile[]): boolean {
  const own = new Set(files.map(file => file.target));
  return victim.commands.some(({ install, effects }) => {
    if (!effects || effects.writes.paths.some(path => meets(path, bind.target))) return true;
    // What an install reads whose manifests are not known yet is told by `filesOf`.
    if (effects.reads.open || effects.writes.open) return !victim.manifestInstalls.some(entry => entry.install === install);
    return effects.reads.paths.some(path => !own.has(path) && meets(path, bind.target)) && !victim.manifestInstalls.some(entry => entry.install === install);
  });
}

function notWritable({ bind }: BoundVictim, files: readonly BoundFile[]): Message | undefined {
  const odd = files.find(file => !isWithin(file.target, bind.target) || !/^[\w./@+-]+$/.test(file.source + file.target));
  return odd ?? files.length === 0 ? blocked.notWritable({ subject: odd?.source ?? bind.source }) : undefined;
}

function fixOf({ victim, bind }: BoundVictim, files: readonly BoundFile[], { syntax, plan }: RuleContext): Fix {
  const flags = files.map(({ source, target }) => `--mount=type=bind,source=${source},target=${target}`);
  const newLine = ` ${syntax.escape}${lineEndOf(syntax.text)}    `;
  const newText = flags.join(victim.step.instruction.heredocs.length > 0 ? ' ' : newLine);
  return { title: messages.boundTitle({ files: files.map(file => file.source) }), files: [{ location: plan.setup.dockerfile, text: syntax.text, creates: false, edits: [{ range: bind.mount.range, newText }] }] };
}
