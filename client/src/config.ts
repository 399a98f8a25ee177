// The settings that only the client reads. The server pulls its own; it must not be told of them here.
import { workspace, type ConfigurationChangeEvent } from 'vscode';
import type { AnnotationMode } from './annotations/model.js';

const modes: readonly AnnotationMode[] = ['all', 'slow', 'currentLine', 'off'];

function section() {
  return workspace.getConfiguration('layerwise');
}

function isEnabled(): boolean {
  return section().get<unknown>('enable') !== false;
}

/** What to draw behind the lines; nothing when Layerwise is switched off. A value that is none of the known counts as `all`. */
export function annotationMode(): AnnotationMode {
  const value = section().get<unknown>('annotations.show');
  return isEnabled() ? modes.find(mode => mode === value) ?? 'all' : 'off';
}

export function affectsAnnotations(event: ConfigurationChangeEvent): boolean {
  return event.affectsConfiguration('layerwise.annotations') || event.affectsConfiguration('layerwise.enable');
}

export function isStatusBarEnabled(): boolean {
  return isEnabled() && section().get<unknown>('statusBar.enable') !== false;
}

export function affectsStatusBar(event: ConfigurationChangeEvent): boolean {
  return event.affectsConfiguration('layerwise.statusBar') || event.affectsConfiguration('layerwise.enable');
}
