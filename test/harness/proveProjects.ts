// `npm run prove:projects`: proves all projects, or those whose names hold one of the words, and writes what came of each:
// a run of some projects, or one that is broken off, renews their figures and keeps those of the others.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Table from 'cli-table3';
import { useEngine } from './engine/engine.js';
import { proveProject, type ProjectFigures } from './proveProject.js';
import { projects } from './projects/index.js';
import type { Project } from './projects/project.js';

/** The repository's folder, put in by the bundler. */
declare const __ROOT__: string;

const words = process.argv.slice(2).map(word => word.toLowerCase());
const isChosen = ({ name, rule, base }: Project) => words.length === 0 || words.some(word => `${rule}: ${name} (${base})`.toLowerCase().includes(word));
const chosen = projects.filter(isChosen);

const figuresFile = path.join(__ROOT__, 'docs/quality/proofs.json');
const engine = await useEngine();
const proven: ProjectFigures[] = [];
const failures: { readonly project: Project; readonly error: unknown }[] = [];
for (const [at, project] of chosen.entries()) {
  const started = Date.now();
  try {
    const figures = await proveProject(project);
    proven.push(figures);
    console.error(`${at + 1}/${chosen.length} ${project.rule}: ${project.name}: ${figures.outcome} (${Math.round((Date.now() - started) / 1000)} s)`);
  } catch (error) {
    failures.push({ project, error });
    console.error(`${at + 1}/${chosen.length} ${project.rule}: ${project.name}: FAILED (${Math.round((Date.now() - started) / 1000)} s)\n${error instanceof Error ? error.message : String(error)}`);
  }
  mkdirSync(path.dirname(figuresFile), { recursive: true });
  writeFileSync(figuresFile, `${JSON.stringify({ engine: engine.version, projects: merged() }, undefined, 2)}\n`);
}

const table = new Table({ head: ['project', 'rule', 'outcome', 'source edit before', 'after'], style: { head: [], border: [] } });
const edit = (build: ProjectFigures['before']) => (build ? `${build.seconds} s, ${build.ran} steps` : '');
for (const figures of proven) table.push([`${figures.name} (${figures.base})`, figures.rule, figures.outcome, edit(figures.before), edit(figures.after)]);
for (const { project } of failures) table.push([`${project.name} (${project.base})`, project.rule, 'FAILED', '', '']);
console.log(table.toString());
console.log(`${proven.length} of ${chosen.length} projects proven: ${proven.filter(({ outcome }) => outcome === 'same image').length} same images, ${proven.filter(({ outcome }) => outcome !== 'same image').length} fixes rightly not offered`);
process.exit(failures.length > 0 ? 1 : 0);

/** What is known of every project, in the order of the projects; of one that failed nothing. */
function merged(): readonly ProjectFigures[] {
  const known = existsSync(figuresFile) ? (JSON.parse(readFileSync(figuresFile, 'utf8')) as { readonly projects: readonly ProjectFigures[] }).projects : [];
  const keyOf = ({ rule, name, base }: Pick<Project, 'rule' | 'name' | 'base'> | Pick<ProjectFigures, 'rule' | 'name' | 'base'>) => `${rule}: ${name} (${base})`;
  const failed = new Set(failures.map(({ project }) => keyOf(project)));
  const byKey = new Map([...known, ...proven].map(figures => [keyOf(figures), figures]));
  return projects.flatMap(project => (failed.has(keyOf(project)) ? [] : byKey.get(keyOf(project)) ?? []));
}
