// Finds out what to build: which Dockerfile, which context and target. Asks a person only what is not certain.
import { window, workspace, type CancellationToken, type QuickPickItem, type Uri } from 'vscode';
import { defineMessages } from '../../../server/src/messages/index.js';
import type { BuildChoice, BuildChoicesResult } from '../../../server/src/protocol/index.js';
import { findDockerfiles, isDockerfile } from '../dockerfiles.js';
import { say } from '../text.js';

const messages = defineMessages('client.choose', {
  noDockerfile: 'There is no Dockerfile in this workspace to build.',
  whichDockerfile: 'Which Dockerfile do you want to build?',
  whichBuild: 'Which build of {file}?',
});

/** The Dockerfile in front, else the only one of the workspace, else the one a person picks. */
export async function chooseDockerfile(): Promise<Uri | undefined> {
  const active = window.activeTextEditor?.document;
  if (active && isDockerfile(active)) return active.uri;
  const found = await findDockerfiles();
  if (found.length === 0) {
    void window.showInformationMessage(say(messages.noDockerfile()));
    return undefined;
  }
  if (found.length === 1) return found[0];
  const items = found.map(uri => ({ label: workspace.asRelativePath(uri), uri }));
  return (await window.showQuickPick(items, { placeHolder: say(messages.whichDockerfile()) }))?.uri;
}

/** What was chosen: `undefined` inside means that the server decides; no answer means that a person gave none. */
export interface ChosenBuild {
  readonly choice: BuildChoice | undefined;
}

/** The build to start. @param target a stage that is already decided */
export async function chooseBuild(uri: Uri, result: BuildChoicesResult, target: string | undefined, token: CancellationToken): Promise<ChosenBuild | undefined> {
  const [best, ...others] = result.choices;
  if (!best || others.length === 0 || result.certain) return { choice: best };
  // With the target decided, choices that differ in nothing else are one.
  const choices = target === undefined ? result.choices : distinctContexts(result.choices);
  if (choices.length === 1) return { choice: choices[0] };
  const items = choices.map(choice => ({ ...itemOf(choice), choice }));
  const placeHolder = say(messages.whichBuild({ file: workspace.asRelativePath(uri) }));
  const picked = await window.showQuickPick(items, { placeHolder, matchOnDescription: true, matchOnDetail: true }, token);
  return picked && { choice: picked.choice };
}

function itemOf(choice: BuildChoice): QuickPickItem {
  return { label: choice.label, description: choice.reason, detail: workspace.asRelativePath(choice.context) };
}

function distinctContexts(choices: readonly BuildChoice[]): readonly BuildChoice[] {
  return choices.filter((choice, index) => choices.findIndex(other => other.context === choice.context && JSON.stringify(other.args) === JSON.stringify(choice.args)) === index);
}
