// `npm start`: opens a real VS Code with Layerwise on the sample (or on a project that is named) and shows in the terminal
// what the editor shows. Works from a bare clone, so only Node's own modules are loaded before the packages are there.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { ensureDependencies, root } from './lib/dependencies.mjs';
import { atEnd, undoAll } from './start/atEnd.mjs';
import { ask, interruptAll } from './start/layerwise.mjs';
import { readOptions, WrongUse } from './start/options.mjs';
import { line, problem, quiet, section } from './start/terminal.mjs';
import { texts } from './start/texts.mjs';

const vsix = path.join(root, 'dist/layerwise.vsix');

/** Bundles, and the package where an editor will want it. Says nothing unless it fails. */
function prepare(options) {
  ensureDependencies();
  quiet(texts.preparing);
  const scripts = [['bundles', 'esbuild.mjs'], ...(options.exit ? [] : [['package', 'scripts/package.mjs']])];
  for (const [name, script] of scripts) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script], { cwd: root, encoding: 'utf8' });
    if (status === 0) continue;
    line(`${stdout}${stderr}`.trimEnd());
    return problem(texts.stepFailed(texts.stepNames[name]));
  }
  return true;
}

/** The sample from its hints to naive against fixed. */
async function sampleSession(options) {
  const { baseImage, makeSample, writeEditorSettings } = await import('./start/sample.mjs');
  const { findEngine, prepareBase } = await import('./start/engine.mjs');
  const { showBuilds, showHints } = await import('./start/builds.mjs');
  const sample = makeSample(options);
  section(texts.sections.sample);
  line(sample.commits > 0 ? texts.sample(sample.folder, sample.commits) : texts.sampleWithoutGit(sample.folder));
  let isFine = await showHints('.', sample.folder);
  section(texts.sections.engine);
  const engine = await findEngine({ refused: options.noEngine });
  const base = engine && (await prepareBase(engine, baseImage(sample.folder)));
  if (base) writeEditorSettings(sample.folder, base);
  const editor = options.exit ? undefined : await openOn({ folder: sample.folder, file: 'Dockerfile', engine, state: sample.state });
  if (base) isFine = (await showBuilds({ sample, engine, base })) && isFine;
  return stay({ options, editor, isFine });
}

/** A project of the person's own: looked at, never changed and not built unasked. */
async function projectSession(options) {
  const { findEngine } = await import('./start/engine.mjs');
  const { showHints } = await import('./start/builds.mjs');
  const isFolder = statSync(options.target).isDirectory();
  const folder = isFolder ? options.target : path.dirname(options.target);
  section(texts.sections.sample);
  line(texts.project(options.target));
  const target = isFolder ? '.' : path.basename(options.target);
  const isFine = await showHints(target, folder);
  if (options.exit || !isFine) return isFine;
  section(texts.sections.engine);
  const engine = await findEngine({ refused: options.noEngine });
  if (engine) line(texts.buildByYourself);
  if (engine?.isPrivate) line(texts.buildBySelfNetwork);
  const { answer } = await ask(['check', target], { cwd: folder });
  return stay({ options, editor: await openOn({ folder, file: answer?.files[0]?.path, engine }), isFine });
}

async function openOn({ folder, file, engine, state }) {
  const { openEditor } = await import('./vscode/open.mjs');
  const { editorEnv } = await import('./start/engine.mjs');
  section(texts.sections.editor);
  quiet(texts.opening);
  try {
    const editor = await openEditor({ folder, file, vsix, env: { ...editorEnv(engine), ...(state && { LAYERWISE_STATE: state }) }, log: text => { if (!/https?:/.test(text)) quiet(text); } });
    atEnd(() => editor.stop());
    line(editor.url === undefined ? texts.opened(editor.program) : texts.openedInBrowser(editor.url));
    return editor;
  } catch (error) {
    problem(texts.editorFailed(error.message));
    return undefined;
  }
}

/** Waits for the editor's end; an editor that was wanted and could not be opened is a failure. */
async function stay({ options, editor, isFine }) {
  if (options.exit) return isFine;
  if (!editor) return false;
  line(`\n${texts.stays}`);
  isWaiting = true;
  await editor.closed;
  return isFine;
}

let isWaiting = false;
let isStopping = false;

/** Ctrl-C is the usual end of a session with an editor, and cuts everything else short. */
async function stop(signal) {
  if (isStopping) return;
  isStopping = true;
  line();
  quiet(texts.stopping);
  interruptAll();
  // The editor's own listener must see this one, or it takes the end of the process upon itself.
  await new Promise(resolve => setImmediate(resolve));
  await finish(signal === 'SIGINT' && isWaiting ? 0 : { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal]);
}

async function finish(code) {
  const errors = await undoAll();
  for (const error of errors) problem(error.message);
  process.exit(code === 0 && errors.length > 0 ? 1 : code);
}

async function main() {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return line(texts.usage);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(signal));
  // A reader that went away (`| head`) ends it like Ctrl-C.
  process.stdout.on('error', () => void stop('SIGINT'));
  if (!prepare(options) || !existsSync(path.join(root, 'dist/cli.cjs'))) return finish(1);
  const isFine = await (options.target === undefined ? sampleSession(options) : projectSession(options));
  if (!isStopping) await finish(isFine ? 0 : 1);
}

main().catch(async error => {
  if (isStopping) return;
  problem(error instanceof WrongUse ? error.message : (error.stack ?? String(error)));
  if (error instanceof WrongUse) line(texts.usage);
  await finish(error instanceof WrongUse ? 2 : 1);
});
