// The decoration types behind the annotations: one per icon, dimmed or not, made once for the extension's life. Knows
// colours and icons; must not know outcomes of any document.
import { DecorationRangeBehavior, OverviewRulerLane, ThemeColor, Uri, window, type Disposable, type TextEditorDecorationType } from 'vscode';
import type { Drawing, GutterShape } from './model.js';

type Color = 'cached' | 'ran' | 'running' | 'failed' | 'skipped' | 'imported' | 'canceled';

const shapes: Readonly<Record<GutterShape, { readonly color: Color; readonly ruler: boolean }>> = {
  cached: { color: 'cached', ruler: false },
  ranQuick: { color: 'ran', ruler: false },
  ran: { color: 'ran', ruler: true },
  ranSlow: { color: 'ran', ruler: true },
  running: { color: 'running', ruler: false },
  failed: { color: 'failed', ruler: true },
  skipped: { color: 'skipped', ruler: false },
  imported: { color: 'imported', ruler: false },
  canceled: { color: 'canceled', ruler: false },
};

export class AnnotationStyle implements Disposable {
  readonly #types = new Map<string, TextEditorDecorationType>();
  readonly #extensionUri: Uri;

  constructor(extensionUri: Uri) {
    this.#extensionUri = extensionUri;
    for (const shape of Object.keys(shapes) as GutterShape[]) {
      for (const stale of [false, true]) this.#types.set(keyOf(shape, stale), this.#create(shape, stale));
    }
  }

  /** All types by key. */
  get types(): ReadonlyMap<string, TextEditorDecorationType> {
    return this.#types;
  }

  /** The key of the type that draws this line. */
  keyOf(drawing: Drawing): string {
    return keyOf(drawing.gutter, drawing.stale);
  }

  /** The colour of the words behind the line. */
  textColor(drawing: Drawing): ThemeColor {
    return new ThemeColor(drawing.faint ? 'layerwise.faint' : `layerwise.${shapes[drawing.gutter].color}`);
  }

  dispose(): void {
    for (const type of this.#types.values()) type.dispose();
    this.#types.clear();
  }

  #create(shape: GutterShape, stale: boolean): TextEditorDecorationType {
    const { color, ruler } = shapes[shape];
    return window.createTextEditorDecorationType({
      gutterIconPath: Uri.joinPath(this.#extensionUri, 'media', 'gutter', `${keyOf(shape, stale)}.svg`),
      gutterIconSize: '75%',
      rangeBehavior: DecorationRangeBehavior.ClosedClosed,
      after: { margin: '0 0 0 2em' },
      ...(ruler && !stale ? { overviewRulerColor: new ThemeColor(`layerwise.${color}`), overviewRulerLane: OverviewRulerLane.Right } : {}),
    });
  }
}

function keyOf(shape: GutterShape, stale: boolean): string {
  return stale ? `${shape}Stale` : shape;
}
