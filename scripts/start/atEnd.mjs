// What has to be undone when `npm start` ends, whichever way it ends.
const undos = [];
let running;

/** Remembers one thing to undo; the last one is undone first. */
export function atEnd(undo) {
  undos.push(undo);
}

/** Undoes everything once. One that fails does not keep the others from being undone; its error is returned. */
export function undoAll() {
  return (running ??= (async () => {
    const errors = [];
    for (let undo = undos.pop(); undo; undo = undos.pop()) {
      try {
        await undo();
      } catch (error) {
        errors.push(error);
      }
    }
    return errors;
  })());
}
