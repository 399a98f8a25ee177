// The status bar item, shown only while a Dockerfile is in front. Its words come from the status model.
import { StatusBarAlignment, window, workspace, type Disposable, type StatusBarItem } from 'vscode';
import { obstacleReason, obstacleTo } from './builds/obstacle.js';
import { affectsStatusBar, isStatusBarEnabled } from './config.js';
import { isDockerfile } from './dockerfiles.js';
import type { Outcomes } from './outcomes.js';
import { SecondTicker } from './secondTicker.js';
import { statusWords } from './statusModel.js';
import { say } from './text.js';

export class Status implements Disposable {
  readonly #item: StatusBarItem;
  readonly #outcomes: Outcomes;
  readonly #isBrowser: boolean;
  readonly #ticker = new SecondTicker(() => this.#update());
  readonly #subscriptions: readonly { dispose(): unknown }[];

  constructor(outcomes: Outcomes, isBrowser: boolean) {
    this.#outcomes = outcomes;
    this.#isBrowser = isBrowser;
    this.#item = window.createStatusBarItem('layerwise.status', StatusBarAlignment.Left, 10);
    this.#item.name = 'Layerwise';
    this.#item.command = 'layerwise.showMenu';
    this.#subscriptions = [
      this.#item,
      this.#ticker,
      outcomes.onDidChange(() => this.#update()),
      window.onDidChangeActiveTextEditor(() => this.#update()),
      workspace.onDidGrantWorkspaceTrust(() => this.#update()),
      workspace.onDidChangeConfiguration(event => { if (affectsStatusBar(event)) this.#update(); }),
    ];
    this.#update();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #update(): void {
    const document = window.activeTextEditor?.document;
    if (!document || !isDockerfile(document) || !isStatusBarEnabled()) {
      this.#ticker.runWhile(false);
      this.#item.hide();
      return;
    }
    const { summary } = this.#outcomes.of(document);
    const obstacle = obstacleTo({ isBrowser: this.#isBrowser, isTrusted: workspace.isTrusted });
    const words = statusWords(summary, obstacle && obstacleReason(obstacle), Date.now());
    const isRunning = summary?.status === 'running';
    // A step's name may hold `$(...)`, which the editor would read as an icon.
    const text = say(words.text).replaceAll('$(', String.raw`\$(`);
    this.#item.text = `$(${isRunning ? 'sync~spin' : 'layers'}) ${text}`;
    this.#item.tooltip = say(words.tooltip);
    this.#item.accessibilityInformation = { label: say(words.spoken), role: 'button' };
    this.#item.show();
    this.#ticker.runWhile(isRunning);
  }
}
