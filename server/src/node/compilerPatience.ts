// How long V8 waits before it optimises a function to the utmost. A run of the command line takes seconds at most, and without this more
// than a third of its processor time goes into optimised code that is then hardly run any more. In the language server that code is made,
// and given up again, while somebody types: without this one key press in twenty takes half as long again.
import { setFlagsFromString } from 'node:v8';

/** Some fifteen times the usual, so that a long run is still helped. By Node's version: the flags are V8's own and come and go. */
const flags: ReadonlyMap<string, string> = new Map([
  ['20', '--interrupt-budget=1000000'],
  ['22', '--invocation-count-for-turbofan=50000'],
  ['24', '--invocation-count-for-turbofan=50000'],
]);

/** Makes the compiler wait; nothing where it is not known how. */
export function delayOptimising(): void {
  const flag = flags.get(process.versions.node.split('.', 1)[0] ?? '');
  if (flag !== undefined) setFlagsFromString(flag);
}
