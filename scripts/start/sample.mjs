// The copies of the sample that `npm start` works on. The one in the repository is never changed.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../lib/dependencies.mjs';
import { atEnd } from './atEnd.mjs';
import { commit, head, makeHistory, replace } from './history.mjs';

const original = path.join(root, 'samples/pytorch-training');
const edit = { file: 'src/train.py', from: 'patience: int = 8', to: 'patience: int = 9', message: 'Wait one epoch more' };

/**
 * A folder of its own for this run, deleted at the end. `folder` is the copy that the editor shows, `state` keeps the
 * records of its builds apart from the person's own.
 */
export function makeSample({ torch }) {
  const work = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'layerwise-start-')));
  atEnd(() => rmSync(work, { recursive: true, force: true, maxRetries: 5 }));
  const folder = path.join(work, 'pytorch-training');
  cpSync(original, folder, { recursive: true, filter: file => path.basename(file) !== '__pycache__' });
  if (torch) cpSync(path.join(folder, 'requirements-torch.txt'), path.join(folder, 'requirements.txt'));
  const commits = makeHistory(folder);
  return { work, folder, commits, state: path.join(work, 'state') };
}

/** A second copy beside the first, to be fixed. */
export function copyOf(sample) {
  const folder = path.join(sample.work, 'pytorch-training-fixed');
  cpSync(sample.folder, folder, { recursive: true, verbatimSymlinks: true });
  return folder;
}

/** Edits one line of a source file and commits it, where there is git. Returns the file and the commit's id. */
export function editSource(folder) {
  replace(path.join(folder, edit.file), edit.from, edit.to);
  return { file: edit.file, commit: commit(folder, edit.message) };
}

/** What a pipeline would give as the argument GIT_SHA. */
export const revision = folder => head(folder) ?? 'unknown';

/** The image that the sample's Dockerfile starts from. */
export const baseImage = folder => /^FROM (\S+)/m.exec(readFileSync(path.join(folder, 'Dockerfile'), 'utf8'))[1];

/** Tells the editor's builds what those here are told. */
export function writeEditorSettings(folder, { builder, extraWords }) {
  mkdirSync(path.join(folder, '.vscode'), { recursive: true });
  const settings = { 'layerwise.build.args': { GIT_SHA: revision(folder) }, 'layerwise.build.extraArgs': extraWords, ...(builder && { 'layerwise.builder': builder }) };
  writeFileSync(path.join(folder, '.vscode/settings.json'), `${JSON.stringify(settings, null, 2)}\n`);
}
