// Draws the outcomes in every visible editor and keeps the drawings current. Decides nothing about words or icons: that
// is the model's.
import { Range, window, workspace, type DecorationOptions, type Disposable, type TextDocument, type TextEditor } from 'vscode';
import type { Outcomes } from '../outcomes.js';
import { annotationMode, affectsAnnotations } from '../config.js';
import { SecondTicker } from '../secondTicker.js';
import { say } from '../text.js';
import { drawingsOf, isMoving, type AnnotationMode, type Drawing } from './model.js';
import type { AnnotationStyle } from './style.js';

export class AnnotationsController implements Disposable {
  readonly #outcomes: Outcomes;
  readonly #style: AnnotationStyle;
  readonly #subscriptions: readonly { dispose(): unknown }[];
  /** The types that hold something in an editor, so that only those are cleared. */
  readonly #used = new WeakMap<TextEditor, Set<string>>();
  readonly #ticker = new SecondTicker(() => this.#drawAll());
  /** What the toggle command asked for, against the setting, until the window closes or the setting changes. */
  #override: 'shown' | 'hidden' | undefined;

  constructor(outcomes: Outcomes, style: AnnotationStyle) {
    this.#outcomes = outcomes;
    this.#style = style;
    this.#subscriptions = [
      outcomes.onDidChange(uri => this.#drawAll(uri)),
      window.onDidChangeVisibleTextEditors(() => this.#drawAll()),
      window.onDidChangeTextEditorSelection(({ textEditor }) => { if (this.#mode() === 'currentLine') this.#draw(textEditor); }),
      workspace.onDidChangeConfiguration(event => {
        if (!affectsAnnotations(event)) return;
        // Who sets the setting wants to see what it does.
        this.#override = undefined;
        this.#drawAll();
      }),
      this.#ticker,
    ];
  }

  /** Hides what is drawn, or shows it again; answers whether annotations are shown now. */
  toggle(): boolean {
    const isShown = this.#mode() === 'off';
    this.#override = isShown ? 'shown' : 'hidden';
    this.#drawAll();
    return isShown;
  }

  /** What is drawn for a document. */
  drawings(document: TextDocument): readonly Drawing[] {
    const editor = window.visibleTextEditors.find(visible => visible.document === document);
    return editor ? this.#drawingsFor(editor) : [];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #mode(): AnnotationMode {
    if (this.#override === 'hidden') return 'off';
    const mode = annotationMode();
    return mode === 'off' && this.#override === 'shown' ? 'all' : mode;
  }

  #drawAll(uri?: string): void {
    const editors = window.visibleTextEditors;
    for (const editor of editors) if (uri === undefined || editor.document.uri.toString() === uri) this.#draw(editor);
    this.#ticker.runWhile(this.#mode() !== 'off' && editors.some(editor => isMoving(this.#outcomes.of(editor.document).annotations)));
  }

  #drawingsFor(editor: TextEditor): readonly Drawing[] {
    const { annotations } = this.#outcomes.of(editor.document);
    return drawingsOf(annotations, { mode: this.#mode(), now: Date.now(), currentLine: editor.selection.active.line, say });
  }

  #draw(editor: TextEditor): void {
    const byType = new Map<string, DecorationOptions[]>();
    for (const drawing of this.#drawingsFor(editor)) {
      if (drawing.line >= editor.document.lineCount) continue;
      const key = this.#style.keyOf(drawing);
      byType.set(key, [...(byType.get(key) ?? []), this.#decoration(editor.document, drawing)]);
    }
    const used = this.#used.get(editor) ?? new Set<string>();
    for (const key of new Set([...used, ...byType.keys()])) {
      const type = this.#style.types.get(key);
      if (type) editor.setDecorations(type, byType.get(key) ?? []);
    }
    this.#used.set(editor, new Set(byType.keys()));
  }

  #decoration(document: TextDocument, drawing: Drawing): DecorationOptions {
    const end = document.lineAt(drawing.line).range.end;
    const range = new Range(end, end);
    return drawing.text === '' ? { range } : { range, renderOptions: { after: { contentText: drawing.text, color: this.#style.textColor(drawing) } } };
  }
}
