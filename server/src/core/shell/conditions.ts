// Small questions about the nodes of a shell script: does it only test, does it end the script, does it change the
// directory, which scripts are substituted in it. Knows the tree, and keeps nothing.
import { forEachChild, type ParsedScript, type SyntaxNode } from 'unbash';

const tests: ReadonlySet<string> = new Set(['[', 'test', '[[', 'false', 'grep', 'egrep', 'which', 'type', 'hash', 'getent', 'id', 'pgrep', 'cmp', 'diff']);
const movers: ReadonlySet<string> = new Set(['cd', 'pushd', 'popd']);
const ends: ReadonlySet<string> = new Set(['exit', 'false', 'return']);

/** Whether it asks something, so that what follows behind `&&` is meant to be passed over sometimes. */
export function isTest(node: SyntaxNode): boolean {
  if (node.type === 'TestCommand' || node.type === 'ArithmeticCommand') return true;
  if (node.type === 'Pipeline') {
    const last = node.commands[node.commands.length - 1];
    return node.prefixes.some(prefix => prefix.type === 'Negation') || (last !== undefined && isTest(last));
  }
  if (node.type !== 'Command') return false;
  const name = node.name?.value ?? '';
  if (name === 'command') return node.args.some(arg => arg.type === 'Word' && /^-[vV]$/.test(arg.value));
  return tests.has(name);
}

/** Whether the build fails once this has run: `exit 1`, `false`, or a group that ends so. */
export function endsScript(node: SyntaxNode | undefined): boolean {
  if (!node) return false;
  if (node.type === 'BraceGroup' || node.type === 'Subshell') {
    const last = node.body.commands[node.body.commands.length - 1];
    return last !== undefined && endsScript(last.command);
  }
  if (node.type !== 'Command') return false;
  const status = node.args[0];
  return ends.has(node.name?.value ?? '') && !(status?.type === 'Word' && status.value === '0');
}

/** Whether a part of a script may leave the shell in another directory. */
export function movesDirectory(node: SyntaxNode, depth = 120): boolean {
  if (depth === 0) return true;
  if (node.type === 'Subshell' || node.type === 'Word' || node.type === 'Function') return false;
  if (node.type === 'Command' && movers.has(node.name?.value ?? '')) return true;
  let moves = false;
  forEachChild(node, inner => {
    moves ||= movesDirectory(inner, depth - 1);
  });
  return moves;
}

/** A substituted script, and the place of the substitution. */
export interface NestedScript {
  readonly script: ParsedScript;
  readonly pos: number;
  readonly end: number;
}

/** The scripts substituted below a node, in order, those inside them left out. Every other node is shown to `visit`. */
export function nestedScripts(node: SyntaxNode, depth: number, visit: (node: SyntaxNode) => void): readonly (NestedScript | 'too-deep')[] {
  const found: (NestedScript | 'too-deep')[] = [];
  const walk = (inner: SyntaxNode, left: number): void => {
    if (left === 0) {
      found.push('too-deep');
      return;
    }
    visit(inner);
    const substitutes = inner.type === 'CommandExpansion' || inner.type === 'ProcessSubstitution' || inner.type === 'ArithmeticCommandExpansion';
    if (substitutes) {
      if (inner.script) found.push({ script: inner.script, pos: inner.pos, end: inner.end });
    } else {
      forEachChild(inner, next => walk(next, left - 1));
    }
  };
  walk(node, depth);
  return found;
}
