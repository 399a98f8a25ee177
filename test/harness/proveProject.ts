// Proves one project on the real engine with the code that people use: the same analysis, the same fixes, the same proof.
import assert from 'node:assert/strict';
import path from 'node:path';
import { curesOf, type Finding } from '../../server/src/core/rules/rule.js';
import { rules } from '../../server/src/core/rules/index.js';
import type { BuildRecord, RecordedStep } from '../../server/src/core/progress/record.js';
import { createDockerEngine } from '../../server/src/engines/docker.js';
import { render } from '../../server/src/messages/index.js';
import { createNodeHost } from '../../server/src/node/host.js';
import { createProofTools } from '../../server/src/node/proofTools.js';
import { Builds } from '../../server/src/project/builds.js';
import type { DockerfileProject } from '../../server/src/project/dockerfileProject.js';
import { CancellationSource } from '../../server/src/project/events.js';
import { defaultSettings, Project as LayerwiseProject } from '../../server/src/project/project.js';
import type { Proof } from '../../server/src/project/proof/proof.js';
import { changeOfAll, proveChange, type Change } from '../../server/src/project/proof/proveFixes.js';
import { RecordStore } from '../../server/src/project/recordStore.js';
import { makeContext, type BuildContext } from './engine/build.js';
import { freshBase, makeFrontend, useEngine, type TestEngine } from './engine/engine.js';
import type { Files, Fixed, NotOffered, Project } from './projects/project.js';

export interface ProjectFigures {
  readonly name: string;
  readonly rule: string;
  readonly base: string;
  readonly kind: Project['kind'];
  readonly outcome: 'same image' | 'not offered' | 'not offered, and a careless fix is shown to be wrong';
  /** After a source edit: seconds and steps. */
  readonly before?: { readonly seconds: number; readonly ran: number };
  readonly after?: { readonly seconds: number; readonly ran: number };
  readonly expectedDifferences?: number;
  readonly unsteady?: number;
}

/** A project's folder with its Dockerfile as it is analysed. */
export interface OpenedProject {
  readonly context: BuildContext;
  readonly layerwise: LayerwiseProject;
  readonly dockerfile: DockerfileProject;
  readonly findings: readonly Finding[];
}

const network = ['--network=host'];
const host = createNodeHost({ info: () => undefined, error: text => { process.stderr.write(`${text}\n`); } }, undefined);

/** Puts the project on disk and analyses it. */
export async function openProject(project: Project, base: string): Promise<OpenedProject> {
  const context = makeContext(withBase(project.files, base));
  const layerwise = new LayerwiseProject(host);
  layerwise.setFolders([context.dir]);
  const levels = project.rule === 'all' ? new Map() : new Map(rules.map(({ id }) => [id, id === project.rule ? 'on' as const : 'off' as const]));
  layerwise.setSettings({ ...defaultSettings, levels, build: { context: context.dir, target: project.target ?? '', args: project.buildArgs ?? {}, extraArgs: [] } });
  const file = project.files['Dockerfile'];
  const dockerfile = layerwise.open(path.join(context.dir, 'Dockerfile'), typeof file === 'string' ? file.replaceAll('BASE', base) : '', 0);
  return { context, layerwise, dockerfile, findings: await dockerfile.settle() };
}

function withBase(files: Files, base: string): Files {
  const file = files['Dockerfile'];
  return typeof file === 'string' ? { ...files, Dockerfile: file.replaceAll('BASE', base) } : files;
}

/** The fix that the project is about; fails where it is not offered. */
export async function offeredChange(project: Project, { dockerfile, layerwise, findings }: OpenedProject): Promise<Change> {
  const cure = project.cure?.toLowerCase();
  const change = await changeOfAll(dockerfile, layerwise, project.rule === 'all' ? {} : { choose: fix => cure === undefined || render(fix.title).toLowerCase().includes(cure) });
  assert.ok(change, `a fix is offered; ${findings.length === 0 ? 'there is no finding' : findings.map(({ rule, message, blocked }) => `${rule.id}: ${render(message)} ${blocked ? `(${render(blocked)})` : ''}`).join('\n')}`);
  return change;
}

/** Fails unless the rule offers nothing, for the reason that is expected. */
export function assertNotOffered({ blocked }: NotOffered, { findings }: OpenedProject): void {
  for (const finding of findings) for (const make of curesOf(finding)) assert.equal(make()?.title, undefined, `no fix for '${render(finding.message)}'`);
  const reasons = findings.map(finding => (finding.blocked ? render(finding.blocked) : `no reason: ${render(finding.message)}`));
  if (blocked === 'silent') assert.deepEqual(findings.map(finding => render(finding.message)), []);
  else assert.ok(reasons.some(reason => reason.includes(blocked)), `'${blocked}' is the reason; it says: ${reasons.join(' | ') || 'nothing'}`);
}

/** Builds and compares whatever the project says; fails where it is not so. */
export async function proveProject(project: Project): Promise<ProjectFigures> {
  const engine = await useEngine(project.store ? { containerdSnapshotter: true } : {});
  if (project.frontend) await makeFrontend(engine);
  const base = await freshBase(engine, project.base);
  const opened = await builtBefore(engine, project, await openProject(project, base));
  const common = { name: project.name, rule: project.rule, base: project.base, kind: project.kind };
  if ('spares' in project.expect) return { ...common, ...await proveFixed(engine, project, project.expect, opened) };
  assertNotOffered(project.expect, opened);
  const { wrongFix } = project.expect;
  if (!wrongFix) return { ...common, outcome: 'not offered' };
  const texts = new Map(Object.entries(withBase(wrongFix.files, base)).flatMap(([name, text]) => (typeof text === 'string' ? [[path.join(opened.context.dir, name), text] as const] : [])));
  const proof = await proofOf(engine, opened, { change: { texts, applied: [] } });
  const shown = proof.differences.map(({ path: at, what }) => `${at}: ${what}`);
  assert.ok(!proof.same && shown.some(line => line.includes(wrongFix.shows)), `the careless fix is shown to be wrong by '${wrongFix.shows}'; shown are ${shown.slice(0, 20).join('\n') || 'no differences'}`);
  return { ...common, outcome: 'not offered, and a careless fix is shown to be wrong' };
}

async function proveFixed(engine: TestEngine, project: Project, expect: Fixed, opened: OpenedProject): Promise<Omit<ProjectFigures, 'name' | 'rule' | 'base' | 'kind'>> {
  const change = await offeredChange(project, opened);
  const shown = [...change.texts].map(([file, text]) => `${path.basename(file)}:\n${text}`).join('\n');
  const proof = await proofOf(engine, opened, { change, touch: expect.touch, touchArgument: expect.touchArgument });
  assert.deepEqual(proof.differences, [], shown);
  assert.ok(proof.same);
  for (const path of expect.declares ?? []) assert.ok(proof.expected.some(difference => difference.path === path), `'${path}' changes as the fix declares; declared changes are ${proof.expected.map(difference => difference.path).join()}`);
  if (expect.declares) assert.ok(curesOfAll(opened).every(({ changes }) => changes), 'fix-all leaves it alone');
  const { before, after } = proof;
  assert.ok(before && after, `something was edited and built: ${proof.edited ?? 'nothing'}`);
  for (const part of expect.spares) {
    assert.ok(before.ran.some(step => step.text.includes(part)), `'${part}' runs before the fix; ran: ${list(before.ran)}`);
    assert.ok(!after.ran.some(step => step.text.includes(part)), `'${part}' does not run after it; ran: ${list(after.ran)}\n${shown}`);
  }
  if (expect.dependency) await checkDependency(engine, expect.dependency, { opened, change, shown });
  const figures = ({ milliseconds, ran }: NonNullable<Proof['before']>) => ({ seconds: Math.round(milliseconds / 10) / 100, ran: ran.length });
  return { outcome: 'same image', before: figures(before), after: figures(after), expectedDifferences: proof.expected.length, ...(proof.unsteady === undefined ? {} : { unsteady: proof.unsteady }) };
}

const curesOfAll = ({ findings }: OpenedProject) => findings.flatMap(finding => curesOf(finding).flatMap(make => make() ?? []));

const list = (steps: readonly RecordedStep[]) => steps.map(step => step.text).join(' | ');

/** An edit of what the install reads: only what must runs again. */
async function checkDependency(engine: TestEngine, dependency: NonNullable<Fixed['dependency']>, { opened, change, shown }: { readonly opened: OpenedProject; readonly change: Change; readonly shown: string }): Promise<void> {
  const { context } = opened;
  for (const [file, text] of change.texts) context.write({ [path.relative(context.dir, file)]: text });
  await buildRecord(engine, opened);
  context.write(dependency.files);
  const ran = (await buildRecord(engine, opened)).steps.filter(step => step.outcome === 'ran');
  for (const part of dependency.runs) assert.ok(ran.some(step => step.text.includes(part)), `'${part}' runs after an edit of ${Object.keys(dependency.files).join()}; ran: ${list(ran)}`);
  for (const part of dependency.stays ?? []) assert.ok(!ran.some(step => step.text.includes(part)), `'${part}' does not run after an edit of ${Object.keys(dependency.files).join()}; ran: ${list(ran)}\n${shown}`);
}

/** The project with what a build of it told, where it wants one. */
async function builtBefore(engine: TestEngine, { built }: Project, opened: OpenedProject): Promise<OpenedProject> {
  if (!built) return opened;
  const record = await buildRecord(engine, opened);
  const secondsOf = ({ text }: RecordedStep) => Object.entries(built).find(([part]) => text.includes(part))?.[1];
  opened.dockerfile.addRecord({ ...record, steps: record.steps.map(step => ({ ...step, milliseconds: (secondsOf(step) ?? (step.milliseconds ?? 0) / 1000) * 1000 })) });
  return { ...opened, findings: await opened.dockerfile.settle() };
}

async function buildRecord(engine: TestEngine, { dockerfile }: OpenedProject): Promise<BuildRecord> {
  const { setup } = dockerfile;
  const builds = new Builds(host, createDockerEngine({ docker: 'docker', env: engine.env }), new RecordStore({ ...host, storage: { ...host.storage, write: () => Promise.resolve(), list: () => Promise.resolve([]) } }));
  const order = { dockerfile: setup.dockerfile, context: setup.context ?? '', target: setup.target, args: setup.args, tags: [], platform: undefined, noCache: false, builder: undefined, extraArguments: network };
  const outcome = await builds.build(order, { output: () => undefined, progress: () => undefined }, new CancellationSource());
  assert.ok(outcome.kind === 'built' && outcome.record.status === 'succeeded', outcome.kind === 'built' ? `${outcome.record.error ?? ''} ${outcome.record.steps.flatMap(step => step.logTail).slice(-20).join('\n')}` : outcome.kind);
  return outcome.record;
}

async function proofOf(engine: TestEngine, { dockerfile }: OpenedProject, { change, touch, touchArgument }: { readonly change: Change; readonly touch?: string | undefined; readonly touchArgument?: readonly [string, string] | undefined }): Promise<Proof> {
  let log = '';
  const world = { host, engine: createDockerEngine({ docker: 'docker', env: engine.env }), tools: createProofTools('docker', engine.env) };
  const words = { builder: undefined, platform: undefined, extraArguments: network };
  const listener = { output: (text: string) => { log = (log + text).slice(-4000); }, phase: () => undefined };
  const outcome = await proveChange(world, dockerfile, { change, words, editedFile: touch, editedArgument: touchArgument }, { listener, cancellation: new CancellationSource() });
  assert.equal(outcome.kind, 'proof', `${JSON.stringify(outcome)}\n${log}`);
  return outcome as Proof;
}
