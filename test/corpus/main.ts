// The corpus tool: `npm run corpus` and `npm run precision` (docs/CORPUS.md, CONTRIBUTING.md).
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { table } from '../perf/figures.js';
import { BuildCheck } from './buildCheck.js';
import { examine, type Examined } from './examine.js';
import { checkLabel, countVerdicts, keyOf, leastPrecision, precisionOf, readLabels, writeLabels, type Label } from './labels.js';
import { corpusPage } from './page.js';
import { corpusHost, findRepositories, openRepository, readFolderLists, type Repository } from './repositories.js';
import { Sample } from './sample.js';
import { Collector } from './statistics.js';

declare const __ROOT__: string;

const labelFile = path.join(__ROOT__, 'test/corpus/labels.json');

const usage = `npm run corpus -- [options] FOLDER...
  FOLDER                 a clone, a bare repository, or a folder that holds some; FOLDER@COMMIT for another commit than the newest
  --within NAME=FILE     of the repository NAME only what lies below the folders that FILE lists
  --only TEXT            only Dockerfiles whose repository and path contain the text
  --build-check          also BuildKit's own checks before and after every fix; needs an engine
  --write                write docs/CORPUS.md and docs/quality/corpus.json
  --json FILE            write the figures as JSON
  --sample N             draw N findings that nobody has judged yet (--seed S, --batch SIZE, --rule ID)
  --merge                FOLDER... are batches that were filled in: take their verdicts over
npm run precision -- [FOLDER...]
  how often each rule is right, by what was judged; with FOLDERs only what is still reported counts`;

const { values, positionals } = parseArgs({
  args: process.argv.slice(2), allowPositionals: true,
  options: {
    within: { type: 'string', multiple: true, default: [] }, only: { type: 'string' }, 'build-check': { type: 'boolean', default: false }, write: { type: 'boolean', default: false }, json: { type: 'string' },
    sample: { type: 'string' }, seed: { type: 'string', default: '1' }, batch: { type: 'string', default: '30' }, rule: { type: 'string' }, merge: { type: 'boolean', default: false }, precision: { type: 'boolean', default: false }, help: { type: 'boolean', default: false },
  },
});

type Visit = (repository: Repository, file: Examined) => Promise<void>;

/** Every Dockerfile of every repository, one after the other. */
async function visitAll(visit: Visit, collector: Collector | undefined, isWanted: (repository: string, path: string) => boolean): Promise<void> {
  for (const place of findRepositories(positionals)) {
    const repository = openRepository(place, file => isWanted(place.name, file));
    const host = corpusHost(repository.files, text => { throw new Error(text); });
    const startedAt = performance.now();
    for (const file of repository.dockerfiles) {
      try {
        const examined = await examine({ host, location: `/${file}`, top: '/' });
        if (examined) {
          collector?.add(repository.name, examined);
          await visit(repository, examined);
        } else collector?.addUnreadable();
      } catch (error) {
        collector?.addProblem({ repository: repository.name, path: file, problem: `crash: ${error instanceof Error ? error.stack ?? error.message : String(error)}` });
      }
    }
    collector?.addRepository({ name: repository.name, commit: repository.commit, files: repository.dockerfiles.length });
    repository.close();
    console.error(`${repository.name}: ${repository.dockerfiles.length} Dockerfiles, ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  }
}

async function runCorpus(): Promise<number> {
  const isWithin = readFolderLists(values.within);
  const isWanted = (repository: string, file: string) => isWithin(repository, file) && (values.only === undefined || `${repository}/${file}`.includes(values.only));
  const collector = new Collector();
  const buildCheck = values['build-check'] ? new BuildCheck() : undefined;
  await buildCheck?.prove();
  const sample = values.sample === undefined ? undefined : new Sample(Number(values.sample), Number(values.seed), readLabels(labelFile));
  await visitAll(async (repository, file) => {
    if (buildCheck) for (const problem of await checkFixes(buildCheck, repository, file)) collector.addProblem({ repository: repository.name, path: file.path, problem });
    const { rule } = values;
    await sample?.add(repository, rule === undefined ? file : { ...file, findings: file.findings.filter(finding => finding.rule === rule) });
  }, collector, isWanted);
  buildCheck?.close();
  const figures = collector.result(buildCheck?.count);
  const page = corpusPage(figures);
  if (values.write) writeFileSync(path.join(__ROOT__, 'docs/CORPUS.md'), page);
  for (const file of [...(values.write ? [path.join(__ROOT__, 'docs/quality/corpus.json')] : []), ...(values.json === undefined ? [] : [path.resolve(values.json)])]) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(figures, undefined, 2)}\n`);
  }
  if (sample) {
    const { folder, batches, findings } = sample.write(Number(values.batch));
    console.log(`${findings} findings in ${batches} batches: ${folder}\nRead batch-*.md, fill in "verdict" (right, wrong or unclear) and, where it helps, "note" in batch-*.json, then: npm run corpus -- --merge ${folder}/batch-*.json`);
  } else console.log(page);
  return figures.problems.length > 0 ? 1 : 0;
}

/** Every fix by itself, and all safe ones together. */
async function checkFixes(buildCheck: BuildCheck, repository: Repository, file: Examined): Promise<readonly string[]> {
  const location = `/${file.path}`;
  const ignoreLocation = `${file.context === '/' || file.context === undefined ? '' : file.context}/.dockerignore`;
  const ignoreFile = await repository.files.readText(ignoreLocation, 1_000_000);
  const before = { dockerfile: file.text, ignoreFile };
  const changes = [...file.findings.flatMap(finding => finding.fixes.map(({ texts }) => ({ rule: finding.rule, texts }))), { rule: 'fixing everything', texts: file.together.texts }];
  const seen = new Set([file.text]);
  const problems: string[] = [];
  for (const { rule, texts } of changes) {
    const dockerfile = texts.get(location);
    if (dockerfile === undefined || seen.has(dockerfile)) continue;
    seen.add(dockerfile);
    const found = await buildCheck.newWarnings(before, { dockerfile, ignoreFile: texts.get(ignoreLocation) ?? ignoreFile });
    problems.push(...found.map(warning => `${rule}: BuildKit's check then says ${warning}`));
  }
  return problems;
}

function merge(): number {
  const labels = [...readLabels(labelFile)];
  let open = 0;
  for (const file of positionals) {
    for (const value of JSON.parse(readFileSync(file, 'utf8')) as readonly Partial<Label>[]) {
      if ((value.verdict as string | undefined) === '') open++;
      else labels.push(checkLabel(value));
    }
  }
  writeLabels(labelFile, labels);
  console.log(`${readLabels(labelFile).length} findings are judged now${open > 0 ? `; ${open} of the batches are not` : ''}.`);
  return 0;
}

async function precision(): Promise<number> {
  let labels = readLabels(labelFile);
  if (positionals.length > 0) labels = await stillReported(labels);
  const counts = countVerdicts(labels);
  console.log(table(['rule', 'severity', 'right', 'wrong', 'unclear', 'precision'], counts.map(entry => [entry.rule, entry.severity, String(entry.right), String(entry.wrong), String(entry.unclear), percent(precisionOf([entry]))])));
  const warnings = precisionOf(counts.filter(entry => entry.severity === 'warning'));
  console.log(`\n${labels.length} findings. Warnings: ${percent(warnings)}; at least ${percent(leastPrecision)} is asked for. All: ${percent(precisionOf(counts))}.`);
  return warnings === undefined || warnings < leastPrecision ? 1 : 0;
}

/** The labels whose finding is reported today, with its severity of today. */
async function stillReported(labels: readonly Label[]): Promise<readonly Label[]> {
  const files = new Set(labels.map(label => `${label.repository} ${label.path}`));
  const byKey = new Map(labels.map(label => [keyOf(label), label]));
  const found: Label[] = [];
  const commits = new Map<string, string>();
  await visitAll(async (repository, file) => {
    commits.set(repository.name, repository.commit);
    for (const { rule, severity, line } of file.findings) {
      const key = keyOf({ repository: repository.name, commit: repository.commit, path: file.path, rule, line });
      const label = byKey.get(key);
      if (label) found.push({ ...label, severity });
      byKey.delete(key);
    }
  }, undefined, (repository, file) => files.has(`${repository} ${file}`));
  const missing = labels.filter(label => commits.get(label.repository) !== label.commit);
  const gone = [...byKey.values()].filter(label => !missing.includes(label));
  console.log(`${found.length} judged findings are still reported. No longer: ${gone.filter(({ verdict }) => verdict === 'right').length} right, ${gone.filter(({ verdict }) => verdict === 'wrong').length} wrong. Their repository is not here at that commit: ${missing.length}.\n`);
  return found;
}

function percent(value: number | undefined): string {
  return value === undefined ? '-' : `${(value * 100).toFixed(1)} %`;
}

async function main(): Promise<number> {
  if (values.precision) return precision();
  if (values.help || positionals.length === 0) {
    console.log(usage);
    return values.help ? 0 : 2;
  }
  return values.merge ? merge() : runCorpus();
}

process.exitCode = await main();
