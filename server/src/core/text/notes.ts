// What was derived of a thing, kept on the thing itself: for facts that several readers ask for, as long as the thing lives.

/** The place for such facts on a thing. */
export type Notes = Map<Note<unknown>, unknown>;

export interface Noted {
  /** Only for `Note` to read and to write; most things never have any. */
  notes: Notes | undefined;
}

/**
 * One kind of fact. A `WeakMap` would say the same, but V8's collector of young objects takes the values of a long-lived one for
 * alive whatever became of their keys (heap/scavenger.cc VisitEphemeron): where a value leads back to the plan that its key is of, all
 * versions of a text that were typed stay until the next full collection, and every collection copies them.
 */
export class Note<T> {
  get({ notes }: Noted): T | undefined {
    return notes?.get(this) as T | undefined;
  }

  set(thing: Noted, value: T): void {
    (thing.notes ??= new Map()).set(this, value);
  }
}
