// docs/QUALITY.md from the figures that the proofs wrote into docs/quality and from the judged findings. A proof that was
// not run yet is said to be missing.
import { table } from './documents.mjs';

const least = 0.95;

/** `read` gives a file's text or `undefined`. */
export function qualityPage(read) {
  const json = name => {
    const text = read(name);
    return text === undefined ? undefined : JSON.parse(text);
  };
  return [
    '# Quality',
    '',
    'What is proven of the rules and their fixes, and how. Every section names the command that makes its figures; the continuous integration runs a bounded part of each.',
    '',
    '## Fixes keep the image', '', ...proofs(json('docs/quality/proofs.json')), '',
    '## Real repositories', '', ...corpus(json('docs/quality/corpus.json')), '',
    '## Precision', '', ...precision(json('test/corpus/labels.json') ?? []), '',
    '## The case that it began with', '', ...headline(json('docs/quality/headline.json')), '',
    '## Speed', '', ...speed(json('docs/quality/speed.json')), '',
  ].join('\n');
}

const missing = command => [`Not measured yet: \`${command}\`.`];

function proofs(data) {
  if (!data) return missing('npm run prove:projects');
  const same = data.projects.filter(project => project.outcome === 'same image');
  const refused = data.projects.filter(project => project.outcome !== 'same image');
  const hard = data.projects.filter(project => project.kind !== 'plain');
  const bases = [...new Set(data.projects.map(project => project.base))].sort();
  const rows = [...new Set(data.projects.map(project => project.rule))].sort().map(rule => {
    const of = list => list.filter(project => project.rule === rule);
    const edits = of(same).filter(project => project.before && project.after);
    const sum = (side, field) => edits.reduce((total, project) => total + project[side][field], 0);
    return [rule, of(same).length, of(refused).length, `${sum('before', 'ran')} -> ${sum('after', 'ran')}`, `${sum('before', 'seconds').toFixed(0)} s -> ${sum('after', 'seconds').toFixed(0)} s`];
  });
  return [
    '`npm run prove:projects` builds small real projects with the real package managers on a real engine (`node scripts/test.mjs engine/fixes`: a part of them, in CI). Each is built as it is and as',
    'the fix leaves it; files, modes, owners, contents and configuration of the two images are compared by the code behind `layerwise prove`; then a source file is edited, and a dependency where there is one.',
    'Where the right answer is that no fix is offered, that is what is proven, for some also that the careless fix would have changed the image.',
    '',
    `${data.projects.length} projects (${hard.length} of them monorepos or hazards) on ${bases.join(', ')}; engine ${data.engine}: ${same.length} same images, ${refused.length} fixes rightly not offered.`,
    '',
    table(['rule', 'same image', 'not offered', 'steps that a source edit re-runs', 'and their seconds'], rows),
  ];
}

function corpus(data) {
  if (!data) return missing('npm run corpus -- FOLDER...');
  const fixes = data.rules.reduce((sum, rule) => sum + rule.fixable + rule.alternatives, 0);
  const checks = data.buildChecks === undefined ? '' : ` BuildKit's own checks looked at ${data.buildChecks.toLocaleString('en')} texts before and after a fix.`;
  return [
    '`npm run corpus -- FOLDER...` sends every Dockerfile of the repositories it is given through `check` and `fix`: nothing may throw, every fix is applied and applied again, what it does to instructions is',
    'counted, stages stay. CI does the same with the examples of all rule pages. All figures: [CORPUS.md](CORPUS.md).',
    '',
    `${data.files.toLocaleString('en')} Dockerfiles of ${data.repositories.length} repositories, ${fixes.toLocaleString('en')} fixes, ${data.problems.length} ${data.problems.length === 1 ? 'problem' : 'problems'}; \`check\` of one file: p50 ${data.milliseconds.p50} ms, p99 ${data.milliseconds.p99} ms.${checks}`,
  ];
}

function precision(labels) {
  if (labels.length === 0) return missing('npm run precision');
  const of = (rule, severity) => labels.filter(label => label.rule === rule && label.severity === severity);
  const pairs = [...new Map(labels.map(({ rule, severity }) => [`${rule} ${severity}`, { rule, severity }])).values()].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity) || (a.rule < b.rule ? -1 : 1));
  const rows = pairs.map(({ rule, severity }) => {
    const list = of(rule, severity);
    return [rule, severity, count(list, 'right'), count(list, 'wrong'), count(list, 'unclear'), share(list)];
  });
  const levels = order.map(severity => `${severity} ${share(labels.filter(label => label.severity === severity))}`);
  return [
    `Findings drawn at random over those repositories, rule by rule, and judged by reading the Dockerfile, its context, the sentence and the fix: ${labels.length} of them (test/corpus/labels.json; no text of anybody's files).`,
    'A finding counts as right only when its claim, its advice, its fix and its reason for having none all are. `npm run precision -- FOLDER...` counts what is still reported; without folders it counts the labels, as CI does.',
    'In three rounds, each a fresh sample drawn after the causes of what the one before found wrong were cured: 346 of 420 were right at first, then 163 of 180 (43 of 45 warnings), then 136 of 150 (37 of 39 warnings).',
    'The table is of all that is still reported; what is judged again with its new sentence or fix says so in its note.',
    '',
    `Right, of those that are right or wrong: ${levels.join(', ')}. At least ${(least * 100).toFixed(0)} % of warnings must be.`,
    '',
    table(['rule', 'severity', 'right', 'wrong', 'unclear', 'precision'], rows),
  ];
}

const order = ['warning', 'information', 'hint'];
const count = (labels, verdict) => labels.filter(label => label.verdict === verdict).length;

function share(labels) {
  const right = count(labels, 'right');
  const judged = right + count(labels, 'wrong');
  return judged === 0 ? '' : `${((right / judged) * 100).toFixed(1)} %`;
}

function headline(data) {
  if (!data) return missing('npm run bench:headline');
  const middle = values => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
  const row = (what, { seconds, megabytes }) => [what, `${middle(seconds)} s`, seconds.length > 1 ? `${Math.min(...seconds)} to ${Math.max(...seconds)} s` : '', megabytes === undefined ? '' : `${megabytes} MB`];
  return [
    '`npm run bench:headline`: `COPY . .` above the install of PyTorch and its libraries from the index, as it was written and as `layerwise fix` leaves it.',
    '',
    table(['build', 'middle', 'range', 'downloaded'], [
      row('one source file edited, as it was written', data.edited.naive), row('one source file edited, fixed', data.edited.fixed),
      row('one line added to requirements.txt, without a cache mount', data.added.without), row('one line added to requirements.txt, with one', data.added.mounted),
    ]),
    '',
    `After a source edit the fixed file is built ${data.ratio.toFixed(0)} times as fast; the goal is 18.75. What the mount saves in seconds depends on the line to the index: here it was very fast.`,
    ...(data.isRelayed ? ['pip keeps only files whose server says how long they last, as the public index does. The one here does not, so a relay in front of it said so while the last two were measured.'] : []),
  ];
}

function speed(data) {
  if (!data) return missing('npm run bench');
  const missed = data.goals.filter(goal => !goal.isMet);
  return [
    `\`npm run bench\` (${data.machine}): ${data.goals.length - missed.length} of ${data.goals.length} goals hold. All figures: [PERFORMANCE.md](PERFORMANCE.md).`,
    ...(missed.length === 0 ? [] : ['', table(['what misses its goal', 'goal', 'measured'], missed.map(goal => [goal.what, goal.goal, goal.measured]))]),
  ];
}
