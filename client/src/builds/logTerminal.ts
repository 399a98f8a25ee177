// The terminal with the log of a build that was started by a command. Shows text and hands on Ctrl+C; must not know
// builds.
import { EventEmitter, ThemeIcon, window, type Disposable, type Pseudoterminal, type Terminal } from 'vscode';
import { clearTerminal, endLine, Tail, toTerminal } from './logText.js';

const endOfText = '\u0003';
const keptLength = 1_000_000;

export class LogTerminal implements Disposable {
  readonly #name: string;
  readonly #tail = new Tail(keptLength);
  #shown: { readonly terminal: Terminal; readonly emitter: EventEmitter<string> } | undefined;
  #isOpen = false;
  #interrupt: (() => void) | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  /** Whether a build writes here. */
  get isBusy(): boolean {
    return this.#interrupt !== undefined;
  }

  /** Empties the terminal for a new build and shows it. @param interrupt called when Ctrl+C is pressed */
  begin(interrupt: () => void): void {
    this.#interrupt = interrupt;
    this.#tail.clear();
    this.#send(clearTerminal);
    this.show();
  }

  write(text: string): void {
    this.#send(toTerminal(text));
  }

  end(message: string, isGood: boolean): void {
    this.#send(endLine(message, isGood));
    this.#interrupt = undefined;
  }

  /** Shows the log, again when the terminal was closed, without taking the keyboard from the editor. */
  show(): void {
    this.#shown ??= this.#create();
    this.#shown.terminal.show(true);
  }

  dispose(): void {
    this.#shown?.terminal.dispose();
    this.#forget();
  }

  #send(text: string): void {
    this.#tail.add(text);
    // What is written before a terminal is open would be lost; it comes out of the tail then.
    if (this.#isOpen) this.#shown?.emitter.fire(text);
  }

  #create() {
    const emitter = new EventEmitter<string>();
    const pty: Pseudoterminal = {
      onDidWrite: emitter.event,
      open: () => {
        this.#isOpen = true;
        emitter.fire(this.#tail.text);
      },
      close: () => this.#forget(),
      handleInput: data => { if (data === endOfText) this.#interrupt?.(); },
    };
    return { terminal: window.createTerminal({ name: this.#name, pty, iconPath: new ThemeIcon('layers') }), emitter };
  }

  #forget(): void {
    this.#shown?.emitter.dispose();
    this.#shown = undefined;
    this.#isOpen = false;
  }
}
