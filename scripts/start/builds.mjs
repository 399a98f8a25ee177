// The builds that `npm start` shows: the sample as it is and after the fix, each twice with an edit in between.
import path from 'node:path';
import { atEnd } from './atEnd.mjs';
import { removeImages } from './engine.mjs';
import { ask, show, tail } from './layerwise.mjs';
import { copyOf, editSource, revision } from './sample.mjs';
import { changing, comparison, line, outcomeTable, problem, quiet, section } from './terminal.mjs';
import { texts } from './texts.mjs';

const tags = { naive: 'layerwise-sample:naive', fixed: 'layerwise-sample:fixed' };

/** Returns whether all went as promised. */
export async function showBuilds({ sample, engine, base }) {
  atEnd(() => removeImages(engine, Object.values(tags)));
  section(texts.sections.builds);
  const job = { engine, base, sample };
  const fixedFolder = copyOf(sample);
  const naive = await buildTwice({ ...job, folder: sample.folder, name: 'naive' });
  if (!naive) return false;
  if ((await ask(['fix', fixedFolder])).code !== 0) return problem(texts.fixFailed);
  line();
  const fixed = await buildTwice({ ...job, folder: fixedFolder, name: 'fixed' });
  if (!fixed) return false;
  section(texts.sections.comparison);
  comparison(naive.second, fixed.second);
  const install = fixed.second.steps.find(step => /\bpip install\b/.test(step.instruction));
  if (install?.outcome === 'cached') return true;
  return problem(texts.brokenPromise(install?.line ?? '?'));
}

/** A first build in which everything runs, an edit, and a second build; undefined when one failed. */
async function buildTwice(job) {
  // Without the cache: what an earlier run of this command left would make the first build of a new machine a lie.
  const first = await build(job, { words: ['--no-cache'], which: texts.first });
  if (!first) return undefined;
  const { file, commit } = editSource(job.folder);
  quiet(commit === undefined ? texts.edited(file) : texts.editedAndCommitted(file, commit));
  const second = await build(job, { words: [], which: texts.second });
  if (!second) return undefined;
  outcomeTable(texts[job.name], first, second);
  return { first, second };
}

async function build({ sample, engine, base, folder, name }, { words, which }) {
  const log = path.join(sample.work, `${name}-${words.length > 0 ? 'first' : 'second'}.log`);
  const title = texts.building(texts[name], which);
  quiet(title);
  const progress = watchSteps();
  const { code, answer } = await ask(
    ['build', folder, ...words, '--tag', tags[name], '--build-arg', `GIT_SHA=${revision(folder)}`, ...(base.builder ? ['--builder', base.builder] : []), '--', ...base.extraWords],
    { env: { ...engine.env, LAYERWISE_STATE: sample.state }, log, onLine: progress.line },
  ).finally(progress.stop);
  if (code === 0 && answer?.status === 'succeeded') return answer;
  if (answer?.status !== 'canceled') problem(texts.buildFailed(tail(log)));
  return undefined;
}

/** Shows the step that is running and for how long, by the log's own lines. */
function watchSteps() {
  let current, since = Date.now();
  const timer = setInterval(() => {
    if (current) changing(`  ${texts.running({ ...current, seconds: Math.floor((Date.now() - since) / 1000) })}`);
  }, 500);
  return {
    line(text) {
      const [, step, total, name] = /^\[(?:\S+ )?(\d+)\/(\d+)\] (.*)/.exec(text) ?? [];
      if (step === undefined) return;
      current = { step, total, name };
      since = Date.now();
    },
    stop: () => clearInterval(timer),
  };
}

/** The findings as text, and the fixes as a diff that changes nothing; returns whether both could be told. */
export async function showHints(target, cwd) {
  section(texts.sections.hints);
  // Findings are what is shown here, not a failure.
  if ((await show(['check', '--fail-on', 'never', target], { cwd })) !== 0) return problem(texts.checkFailed);
  section(texts.sections.fix);
  if ((await show(['fix', '--dry-run', target], { cwd })) !== 0) return problem(texts.fixFailed);
  return true;
}
