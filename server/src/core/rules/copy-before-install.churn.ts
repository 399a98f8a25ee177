// How often the COPYs to blame bring something new, and how often the installs need to run at all, from the project's own
// commits.
import { defineMessages, type Message } from '../../messages/index.js';
import { churnOfSources } from '../context/churn.js';
import { joinContext } from '../effects/copyLayout.js';
import { copyText } from './copy-before-install.names.js';
import type { Blame } from './copy-before-install.blame.js';
import type { Facts } from './rule.js';

const messages = defineMessages('rules.copy-before-install.churn', {
  never: "'{copy}' brought something new in {changed} of the last {of} commits; what the install reads never changed.",
  some: "'{copy}' brought something new in {changed} of the last {of} commits; what the install reads changed in {needed}.",
});

/** So many commits tell what hardly ever changes. */
const manyCommits = 100;
const hardly = 0.01;

export interface Often {
  readonly detail: Message;
  /** The share of commits whose build would be spared the installs. */
  readonly spared: number;
  /** Whether the COPYs bring something new so seldom that nobody waits for it. */
  readonly hardlyEver: boolean;
}

/** `undefined` when the commits say nothing of it. */
export function howOften(blame: Blame, { context }: Facts): Often | undefined {
  if (!context?.churn) return undefined;
  const sources = blame.copies.flatMap(({ copy }) => copy?.sources.flatMap(source => (source.kind === 'context' ? source.path ?? [] : [])) ?? []);
  const brought = churnOfSources(context, sources);
  const needed = churnOfSources(context, inputsOf(blame));
  if (!brought || !needed) return undefined;
  const counts = { copy: copyText(blame.copy), changed: brought.changed, of: brought.of };
  return { detail: needed.changed === 0 ? messages.never(counts) : messages.some({ ...counts, needed: needed.changed }), spared: (brought.changed - needed.changed) / brought.of, hardlyEver: brought.of >= manyCommits && brought.changed / brought.of < hardly };
}

/** All files of the project that the installs read, there or not. */
function inputsOf(blame: Blame): readonly string[] {
  return blame.victims.flatMap(victim => victim.manifestInstalls.flatMap(({ project }) => {
    const { folder, set } = project;
    return folder !== undefined && set?.state === 'known' ? [...set.files, ...set.optional].map(file => joinContext(folder, file)) : [];
  }));
}
