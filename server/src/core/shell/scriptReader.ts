// Walks the tree of a shell script in the order in which it runs and notes every simple command with its directory and
// whether it may be passed over. Nothing is expanded and nothing is run; what only the shell knows stays unknown.
import { parse, type AndOr, type Command, type Function as ShellFunction, type ParsedScript, type Redirection, type Statement, type SyntaxNode } from 'unbash';
import type { OffsetRange } from '../text/offsets.js';
import { endsScript, isTest, movesDirectory, nestedScripts } from './conditions.js';
import { isBashOnly, programName } from './dialect.js';
import { resolveDirectory, ShellPlace } from './directories.js';
import { MappedText } from './mappedText.js';
import type { ShellCommand, ShellRedirect, ShellScript } from './script.js';
import { heredocContent, readWord, type SourceWord, type WordSource } from './words.js';
import { readShellCall, unwrap, type ShellCall } from './wrappers.js';

/** Nodes within nodes beyond this are left unread: about thirty blocks in each other, where real files have three. */
const deepest = 60;

/** So many texts are read for one RUN, scripts within scripts included; a bound for texts made to be slow. */
const mostTexts = 1000;

/** Without one of these a command has neither a substitution nor anything that only bash reads; `2>&1` is neither. */
const special = /[`(]|\$\{[\s|]|<<|&>|>&(?![12](?:[\s;|&)]|$))|[}][<>]|\+=|\]=|\[\[/;

/** What holds for all commands of one part of a script. */
interface Scope extends WordSource {
  readonly place: ShellPlace;
  readonly conditional: boolean;
  readonly depth: number;
  readonly assignments: ReadonlyMap<string, string | undefined>;
  readonly openArguments: boolean;
  readonly user: string | undefined;
}

/** A simple command before its wrappers are taken away. */
interface RawCommand {
  readonly words: readonly SourceWord[];
  readonly range: OffsetRange;
  readonly redirects: readonly ShellRedirect[];
  /** The body of a here-document on its standard input. */
  readonly input: MappedText | undefined;
}

/** Reads one RUN; made anew for each. */
export class ScriptReader {
  readonly commands: ShellCommand[] = [];
  unreadable: ShellScript['unreadable'];
  readonly #written: (from: number, to: number) => string;
  #texts = 0;
  /** Functions that change the directory: after a call of one it is not known. */
  readonly #movingFunctions = new Set<string>();

  constructor(written: (from: number, to: number) => string) {
    this.#written = written;
  }

  readScript(script: MappedText, dialect: 'sh' | 'bash'): void {
    this.#readText({ ...this.#rootScope(script), dialect });
  }

  /** Reads the words of the JSON form, which no shell looks at. */
  readWords(words: readonly SourceWord[]): void {
    const first = words[0]?.word.range;
    const last = words[words.length - 1]?.word.range;
    if (first && last) this.#command({ words, range: { from: first.from, to: last.to }, redirects: [], input: undefined }, this.#rootScope(MappedText.collapsed('', first)));
  }

  #rootScope(script: MappedText): Scope {
    return { script, dialect: 'sh', written: this.#written, place: new ShellPlace(''), conditional: false, depth: 0, assignments: new Map(), openArguments: false, user: undefined };
  }

  #fail(reason: NonNullable<ShellScript['unreadable']>): void {
    this.unreadable ??= reason;
  }

  #readText(scope: Scope): void {
    if (scope.depth > deepest || ++this.#texts > mostTexts) {
      this.#fail('too-deep');
      return;
    }
    this.#script(parse(scope.script.text), scope);
  }

  #script(script: ParsedScript, scope: Scope): void {
    if (script.errors && script.errors.length > 0) this.#fail(script.errors.some(error => error.message.includes('depth exceeded')) ? 'too-deep' : 'syntax');
    this.#list(script.commands, scope);
  }

  #list(statements: readonly Statement[], scope: Scope): void {
    for (const statement of statements) this.#node(statement, scope);
  }

  #node(node: SyntaxNode, outer: Scope): void {
    if (outer.depth > deepest) {
      this.#fail('too-deep');
      return;
    }
    if (outer.dialect === 'sh' && isBashOnly(node, outer.script.text)) this.#fail('syntax');
    // Most nodes are these two, and neither holds itself: they count for no depth.
    if (node.type === 'Command') this.#simple(node, outer);
    else if (node.type === 'Statement') this.#node(node.command, node.background ? child(outer) : outer);
    else this.#compound(node, { ...outer, depth: outer.depth + 1 });
  }

  #compound(node: SyntaxNode, scope: Scope): void {
    switch (node.type) {
      case 'CompoundList':
        this.#list(node.commands, scope);
        return;
      case 'AndOr':
        this.#andOr(node, scope);
        return;
      case 'Pipeline':
        for (const command of node.commands) this.#node(command, node.commands.length > 1 ? child(scope) : scope);
        return;
      case 'Redirected':
        this.#node(node.command, scope);
        this.#redirections(node.redirects, node, scope);
        return;
      case 'Subshell':
        this.#node(node.body, child(scope));
        return;
      case 'BraceGroup':
        this.#node(node.body, scope);
        return;
      case 'Function':
        this.#function(node, scope);
        return;
      default:
        this.#branching(node, scope);
    }
  }

  #branching(node: SyntaxNode, scope: Scope): void {
    const maybe = { ...scope, conditional: true };
    switch (node.type) {
      case 'If': {
        this.#node(node.clause, scope);
        const branches: SyntaxNode[] = [node.then];
        for (const branch of node.elif) branches.push(branch.clause, branch.then);
        if (node.else) branches.push(node.else);
        this.#alternatives(branches, maybe);
        return;
      }
      case 'Case':
        this.#expansions(node.word, scope);
        this.#alternatives(node.items.map(item => item.body), maybe, node.items);
        return;
      case 'For':
      case 'Select':
        for (const word of node.wordlist ?? []) this.#expansions(word, scope);
        this.#loop([node.body], maybe);
        return;
      case 'While':
        this.#loop([node.clause, node.body], maybe);
        return;
      case 'ArithmeticFor':
        this.#loop([node.body], maybe);
        return;
      case 'Coproc':
        this.#node(node.body, child(scope));
        return;
      default:
        this.#expansions(node, scope);
    }
  }

  /** Ways of which at most one is taken: each starts where all start. */
  #alternatives(branches: readonly SyntaxNode[], scope: Scope, marks: readonly SyntaxNode[] = []): void {
    for (const mark of marks) if (scope.dialect === 'sh' && isBashOnly(mark, scope.script.text)) this.#fail('syntax');
    const ends = branches.map(branch => {
      const own = child(scope);
      this.#node(branch, own);
      return own.place;
    });
    scope.place.join(ends);
  }

  /** A body that may run any number of times, so that each round may start where the last one ended. */
  #loop(parts: readonly SyntaxNode[], scope: Scope): void {
    const own = child(scope);
    if (parts.some(part => movesDirectory(part))) own.place.lose();
    for (const part of parts) this.#node(part, own);
    scope.place.join([own.place]);
  }

  #function(node: ShellFunction, scope: Scope): void {
    if (movesDirectory(node.body)) this.#movingFunctions.add(node.name.value);
    this.#node(node.body, { ...scope, conditional: true, place: new ShellPlace(undefined) });
  }

  #andOr(node: AndOr, scope: Scope): void {
    const start = scope.place.clone();
    let tested = false;
    let moved = false;
    const lastCatch = node.operators.findLastIndex((operator, index) => operator === '||' && !endsScript(node.commands[index + 1]));
    for (const [at, command] of node.commands.entries()) {
      const operator = node.operators[at - 1];
      if (operator === '||') tested = false;
      // A failing `&&` fails the build, unless somebody catches the failure.
      const passedOver = operator === '||' || (operator === '&&' && (tested || at <= lastCatch));
      const before = scope.place.directory;
      this.#node(command, passedOver ? { ...scope, conditional: true } : scope);
      if (operator === '||' && endsScript(command)) scope.place.directory = before;
      if (passedOver && scope.place.directory !== before) moved = true;
      if (isTest(command)) tested = true;
    }
    if (moved) scope.place.join([start]);
  }

  #redirections(redirects: readonly Redirection[], node: SyntaxNode, scope: Scope): void {
    this.#emit({ words: [], range: scope.script.range(node.pos, node.end), redirects: this.#redirects(redirects, scope), input: undefined }, scope);
  }

  #simple(node: Command, scope: Scope): void {
    // What is substituted runs first, in a shell of its own. Most commands are plain words, and their tree need not be walked.
    if (special.test(scope.script.text.slice(node.pos, node.end))) this.#expansions(node, scope);
    const assignments = node.prefix.length === 0 ? scope.assignments : this.#assignments(node, scope);
    const words: SourceWord[] = node.name ? [readWord(node.name, scope)] : [];
    for (const arg of node.args) words.push(arg.type === 'Word' ? readWord(arg, scope) : this.#assignmentWord(arg, scope));
    const range = scope.script.range(node.pos, node.end);
    const heredoc = node.redirects.find(redirect => redirect.type === 'HereDoc');
    this.#command({ words, range, redirects: this.#redirects(node.redirects, scope), input: heredoc && heredocContent(heredoc, scope.script) }, { ...scope, assignments });
  }

  #assignments(node: Command, scope: Scope): Scope['assignments'] {
    const assignments = new Map(scope.assignments);
    for (const item of node.prefix) {
      if (item.type !== 'Assignment') continue;
      const word = item.value.type === 'Word' ? readWord(item.value, scope).word : undefined;
      assignments.set(item.name, word?.static && !item.append ? word.value : undefined);
    }
    return assignments;
  }

  /** `NAME=value` as an argument (`export A=1`): a word like any other. */
  #assignmentWord(node: Extract<Command['args'][number], { type: 'Assignment' }>, scope: Scope): SourceWord {
    const range = scope.script.range(node.pos, node.end);
    const value = node.value.type === 'Word' ? readWord(node.value, scope).word : undefined;
    const text = this.#written(range.from, range.to);
    return {
      word: { value: value ? `${node.name}${node.append ? '+' : ''}=${value.value}` : node.text, text, static: value?.static ?? false, range },
      content: () => MappedText.collapsed(node.text, range),
    };
  }

  #redirects(redirects: readonly Redirection[], scope: Scope): readonly ShellRedirect[] {
    return redirects.map(redirect => {
      const target = redirect.type === 'HereDoc' ? undefined : redirect.target;
      return { operator: redirect.operator, target: target && readWord(target, scope).word };
    });
  }

  /** Takes wrappers away one by one, looks into `sh -c`, and notes what is left. */
  #command(raw: RawCommand, scope: Scope): void {
    let { assignments } = scope;
    let words = raw.words;
    let { openArguments, user } = scope;
    const place = scope.place;
    let inner = place;
    for (let round = 0; round < deepest; round++) {
      const unwrapped = unwrap(words);
      if (!unwrapped) break;
      words = unwrapped.placeholder === undefined ? unwrapped.words : unwrapped.words.map(word => openWord(word, unwrapped.placeholder ?? ''));
      openArguments ||= unwrapped.openArguments;
      user = unwrapped.user ?? user;
      if (unwrapped.assignments.length > 0) assignments = new Map([...assignments, ...unwrapped.assignments.map(({ word }) => assignmentOf(word))]);
      if (unwrapped.directory) {
        inner = inner.clone();
        inner.directory = unwrapped.directory !== 'lost' && unwrapped.directory.word.static ? resolveDirectory(inner.directory, unwrapped.directory.word.value) : undefined;
      }
    }
    const own: Scope = { ...scope, assignments, openArguments, user, place: inner };
    const call = readShellCall(words);
    if (call && this.#shellCall(call, raw, own)) return;
    this.#emit({ ...raw, words }, own);
    const name = words[0]?.word;
    if (words !== raw.words && !/^(command|builtin)$/.test(raw.words[0]?.word.value ?? '')) return;
    if (name?.static) this.#follow(name.value, words.slice(1).map(word => word.word), place);
  }

  #follow(name: string, args: ShellCommand['args'], place: ShellPlace): void {
    if (this.#movingFunctions.has(name)) place.lose();
    else place.follow(name, args);
  }

  /** Reads the script that a shell is given; false when it is not in the text. */
  #shellCall(call: ShellCall, raw: RawCommand, scope: Scope): boolean {
    const script = call.script ? call.script.content() : raw.input;
    if (!script) return false;
    const own = child({ ...scope, script, dialect: call.dialect, depth: scope.depth + 1, user: call.user ?? scope.user });
    if (call.losesDirectory) own.place.lose();
    this.#readText(own);
    const kept = raw.redirects.filter(redirect => !redirect.operator.startsWith('<<'));
    if (kept.length > 0) this.#emit({ ...raw, words: [], redirects: kept }, { ...scope, assignments: new Map() });
    return true;
  }

  /** Notes one command. Without words it is a null command (`:`), which only assigns and redirects. */
  #emit(raw: RawCommand, scope: Scope): void {
    const nameWord = raw.words[0]?.word;
    const name = nameWord ? (nameWord.static ? programName(nameWord.value) : undefined) : ':';
    const { place, conditional, openArguments, assignments, user } = scope;
    this.commands.push({ name, args: raw.words.slice(1).map(word => word.word), nameWord, range: raw.range, assignments, redirects: raw.redirects, directory: place.directory, conditional, openArguments, ...(user === undefined ? {} : { user }) });
  }

  /** Finds the scripts of substitutions anywhere below a node and reads each in a child shell. */
  #expansions(node: SyntaxNode, scope: Scope): void {
    for (const found of nestedScripts(node, 2 * deepest, inner => {
      if (scope.dialect === 'sh' && isBashOnly(inner, scope.script.text)) this.#fail('syntax');
    })) {
      if (found === 'too-deep') this.#fail('too-deep');
      // Inside escaped backticks the parser's positions belong to a decoded text of its own.
      else if (found.script.source !== undefined) this.#script(found.script, child({ ...scope, depth: scope.depth + 1, script: MappedText.collapsed(found.script.source, scope.script.range(found.pos, found.end)) }));
      else this.#script(found.script, child({ ...scope, depth: scope.depth + 1 }));
    }
  }
}

function assignmentOf({ value, static: isKnown }: ShellCommand['args'][number]): [string, string | undefined] {
  const equals = value.indexOf('=');
  return [value.slice(0, equals), isKnown ? value.slice(equals + 1) : undefined];
}

function child(scope: Scope): Scope {
  return { ...scope, place: scope.place.clone() };
}

/** A word that holds the placeholder of `xargs -I` is only known when it runs. */
function openWord(word: SourceWord, placeholder: string): SourceWord {
  if (placeholder === '' || !word.word.value.includes(placeholder)) return word;
  return { word: { ...word.word, static: false }, content: () => word.content() };
}
