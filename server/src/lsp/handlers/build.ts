// Builds on request: for our client by `layerwise/build`, for every other editor by the standard command. Progress and
// cancelling are the protocol's own.
import type { CancellationToken, WorkDoneProgressServerReporter } from 'vscode-languageserver';
import { duration, roundDuration, type Message } from '../../messages/index.js';
import { stepCount } from '../../project/annotate.js';
import type { BuildListener, BuildOrder, BuildOutcome, Builds, RunningBuild } from '../../project/builds.js';
import type { Choice } from '../../project/buildChoices.js';
import type { DockerfileProject } from '../../project/dockerfileProject.js';
import { nameOf } from '../../project/locations.js';
import { stepName } from '../../project/stepName.js';
import { CancellationSource } from '../../project/events.js';
import { buildChoicesMethod, buildMethod, buildOutputMethod, type BuildChoicesParams, type BuildChoicesResult, type BuildParams, type BuildResult } from '../../protocol/index.js';
import { guard } from '../guard.js';
import type { Session } from '../session.js';
import { imageName, texts } from '../texts.js';

/** A shorter step is over before anybody has read how long it takes. Milliseconds. */
const worthTelling = 1000;

export function registerBuild(session: Session, builds: () => Builds | undefined): void {
  const { connection, host } = session;
  connection.onRequest(buildMethod, (params: BuildParams, token: CancellationToken) => runBuild(session, builds(), params, token));
  connection.onRequest(buildChoicesMethod, (params: BuildChoicesParams) => guard(host.log, 'build choices', { choices: [], certain: false, targets: [] }, () => buildChoices(session, params)));
}

async function buildChoices(session: Session, params: BuildChoicesParams): Promise<BuildChoicesResult> {
  const dockerfile = session.dockerfile(params.uri);
  // A document without a place on disk has no folder around it.
  if (!dockerfile || session.host.locationOf(params.uri) === undefined) return { choices: [], certain: false, targets: [] };
  const { choices, certain } = await dockerfile.findChoices();
  return {
    certain, targets: dockerfile.plan.stages.flatMap(stage => (stage.name === undefined ? [] : [stage.name])),
    choices: choices.map(choice => ({
      context: choice.context, reason: session.text(choice.reason), label: imageName(nameOf(choice.context), choice.target), args: givenArguments(choice),
      ...(choice.target === undefined ? {} : { target: choice.target }),
    })),
  };
}

function givenArguments(choice: Choice): Record<string, string> {
  return Object.fromEntries([...choice.args].filter((entry): entry is [string, string] => entry[1] !== undefined));
}

export async function runBuild(session: Session, builds: Builds | undefined, params: BuildParams, token: CancellationToken): Promise<BuildResult> {
  const refusal = refusalOf(session, builds, params);
  if (refusal || !builds) return { status: 'refused', message: session.text(refusal ?? texts.noProcesses()), milliseconds: 0 };
  const dockerfile = session.dockerfile(params.uri);
  if (!dockerfile) return { status: 'refused', message: session.text(texts.notSaved()), milliseconds: 0 };
  const order = await orderOf(session, dockerfile, params);
  const image = imageName(nameOf(order.context), order.target);
  for (let busy = builds.running(order.dockerfile, order.target); busy; busy = builds.running(order.dockerfile, order.target)) {
    if (params.whenBusy !== 'wait' && params.whenBusy !== 'replace') return { status: 'busy', message: session.text(texts.busy({ image })), milliseconds: 0 };
    if (params.whenBusy === 'replace') busy.cancel();
    await busy.end.catch(() => undefined);
  }
  return new BuildSession(session, dockerfile, { order, image, params }).run(builds, token);
}

function refusalOf(session: Session, builds: Builds | undefined, params: BuildParams | undefined): Message | undefined {
  if (!session.client.isTrusted) return texts.untrusted();
  if (!builds) return texts.noProcesses();
  return typeof params?.uri === 'string' && session.host.locationOf(params.uri) !== undefined ? undefined : texts.notSaved();
}

async function orderOf(session: Session, dockerfile: DockerfileProject, params: BuildParams): Promise<BuildOrder> {
  const { settings } = session.project;
  const choice = (await dockerfile.findChoices()).choices[0];
  const context = params.context ?? choice?.context ?? dockerfile.folder;
  const target = params.target ?? (params.context === undefined ? choice?.target : undefined);
  const chosen = params.args ? new Map<string, string | undefined>(Object.entries(params.args)) : new Map(choice?.args ?? []);
  if (params.context !== undefined) await session.project.remember(dockerfile.location, { context, target, args: Object.fromEntries([...chosen].filter((entry): entry is [string, string] => entry[1] !== undefined)) });
  dockerfile.choose({ context, target, args: chosen, source: 'remembered', reason: texts.building({ image: nameOf(context) }) });
  return { dockerfile: dockerfile.location, context, target, args: chosen, tags: [], platform: undefined, noCache: params.noCache === true, builder: settings.builder, extraArguments: settings.build.extraArgs };
}

/** One build as the editor sees it: a notification with cancel, log text, and a sentence at the end. */
class BuildSession {
  readonly #session: Session;
  readonly #dockerfile: DockerfileProject;
  readonly #order: BuildOrder;
  readonly #image: string;
  readonly #params: BuildParams;

  constructor(session: Session, dockerfile: DockerfileProject, build: { readonly order: BuildOrder; readonly image: string; readonly params: BuildParams }) {
    this.#session = session;
    this.#dockerfile = dockerfile;
    this.#order = build.order;
    this.#image = build.image;
    this.#params = build.params;
  }

  async run(builds: Builds, token: CancellationToken): Promise<BuildResult> {
    const { connection, host } = this.#session;
    const started = host.clock.now();
    const cancellation = new CancellationSource();
    token.onCancellationRequested(() => { cancellation.cancel(); });
    let progress: WorkDoneProgressServerReporter | undefined;
    const listener: BuildListener = {
      output: text => { this.#output(text); },
      progress: build => { this.#report(progress, build); },
      recorded: record => { this.#dockerfile.addRecord(record); },
    };
    // Started before anything is awaited: between the look for a running build and this one no other may slip in.
    const building = builds.build(this.#order, listener, cancellation);
    try {
      if (this.#session.client.capabilities.window?.workDoneProgress) {
        const shown = await connection.window.createWorkDoneProgress();
        shown.begin(this.#session.text(texts.building({ image: this.#image })), 0, undefined, true);
        shown.token.onCancellationRequested(() => { cancellation.cancel(); });
        progress = shown;
      }
      const outcome = await building;
      if (outcome.kind === 'built') void this.#session.project.refreshHistory(this.#order.context);
      return this.#resultOf(outcome, host.clock.now() - started);
    } finally {
      progress?.done();
    }
  }

  #output(text: string): void {
    const { logToken } = this.#params;
    if (logToken !== undefined) void this.#session.connection.sendNotification(buildOutputMethod, { logToken, text });
  }

  #report(progress: WorkDoneProgressServerReporter | undefined, build: RunningBuild): void {
    if (!progress) return;
    const { steps } = build;
    const current = steps.filter(step => step.outcome === 'running').at(-1);
    const done = steps.filter(step => step.outcome !== 'running' && step.outcome !== 'waiting').length;
    const count = Math.max(stepCount(build), done + (current ? 1 : 0), 1);
    const percentage = Math.min(100, Math.round((done / count) * 100));
    if (!current) { progress.report(percentage); return; }
    const expected = this.#dockerfile.costs.lastRunOf(current.text);
    const parts = { index: Math.min(done + 1, count), count, step: stepName(current.text) };
    progress.report(percentage, this.#session.text(expected === undefined || expected < worthTelling ? texts.buildingStep(parts) : texts.buildingStepExpected({ ...parts, expected: roundDuration(expected) })));
  }

  #resultOf(outcome: BuildOutcome, milliseconds: number): BuildResult {
    const text = (message: Message) => this.#session.text(message);
    if (outcome.kind === 'refused') {
      if (outcome.problem.detail !== undefined) this.#session.host.log.error(outcome.problem.detail);
      return { status: 'refused', message: text(outcome.problem.message), milliseconds };
    }
    if (outcome.kind === 'unreadable') return { status: 'refused', message: text(texts.unreadable()), milliseconds };
    const { record } = outcome;
    const image = this.#image;
    if (record.status === 'canceled') return { status: 'canceled', message: text(texts.buildCanceled({ image })), milliseconds };
    if (record.status === 'failed') return { status: 'failed', message: text(record.error === undefined ? texts.buildFailedPlain({ image }) : texts.buildFailed({ image, error: record.error })), milliseconds };
    const steps = record.steps.filter(step => step.outcome !== 'skipped');
    const cached = steps.filter(step => step.outcome === 'cached' || step.outcome === 'imported');
    const saved = cached.reduce((sum, step) => sum + (this.#dockerfile.costs.lastRunOf(step.text) ?? 0), 0);
    const facts = { image, time: duration(milliseconds), cached: cached.length, total: steps.length };
    return { status: 'succeeded', message: text(saved >= 1000 ? texts.builtSaved({ ...facts, saved: roundDuration(saved) }) : texts.builtAll(facts)), milliseconds };
  }
}
