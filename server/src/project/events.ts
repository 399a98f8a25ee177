// The smallest possible event: listeners that are told, and can leave.

export interface Event<T> {
  subscribe(listener: (value: T) => void): () => void;
}

export class Emitter<T> implements Event<T> {
  readonly #listeners = new Set<(value: T) => void>();

  subscribe(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  emit(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
}

/** Cancellation that its owner triggers. */
export class CancellationSource {
  #isCancelled = false;
  readonly #callbacks = new Set<() => void>();

  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  onCancel(callback: () => void): () => void {
    if (this.#isCancelled) callback();
    else this.#callbacks.add(callback);
    return () => { this.#callbacks.delete(callback); };
  }

  cancel(): void {
    if (this.#isCancelled) return;
    this.#isCancelled = true;
    for (const callback of [...this.#callbacks]) callback();
    this.#callbacks.clear();
  }
}
