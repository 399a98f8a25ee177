// The state that grows from instruction to instruction inside a stage: variables in BuildKit's order, working directory,
// user, shell (frontend/dockerfile/dockerfile2llb/convert.go dispatchEnv, dispatchArg, dispatchWorkdir, dispatchUser,
// dispatchShell).
import type { Instruction } from '../syntax/instruction.js';
import { expandWord, unknownValue, type Lookup } from './expand.js';
import { joinPath } from './paths.js';
import type { BuildSetup, Expanded, StepState } from './plan.js';
import { VariableScope, type Variable } from './variables.js';

/** Set by BuildKit when declared; their values depend on the build (platform.go defaultArgs). */
const platformArguments = new Set(['TARGETPLATFORM', 'TARGETOS', 'TARGETARCH', 'TARGETVARIANT', 'BUILDPLATFORM', 'BUILDOS', 'BUILDARCH', 'BUILDVARIANT', 'TARGETSTAGE']);

export const emptyState: StepState = { variables: VariableScope.empty, unsetArguments: new Set(), workdir: undefined, user: undefined, shell: undefined };
export const scratchState: StepState = { ...emptyState, workdir: '/' };

/** What a scope needs to know of the file. */
export interface ScopeInput {
  readonly setup: BuildSetup;
  readonly globalArguments: ReadonlyMap<string, Variable>;
  readonly escape: '\\' | '`';
  /** Whether a name that nothing sets can come from the base image. */
  readonly openBase: boolean;
}

/** Looks a variable up in a state; what an image or a caller may set is unknown. */
export function lookupIn(state: StepState, openBase: boolean): Lookup {
  return name => {
    const variable = state.variables.get(name);
    if (variable) return variable.value ?? unknownValue;
    return openBase || state.unsetArguments.has(name) ? unknownValue : undefined;
  };
}

export function expandIn(state: StepState, word: string, input: ScopeInput): Expanded {
  return expandWord(word, lookupIn(state, input.openBase), input.escape);
}

/** The state behind an instruction. */
export function nextState(state: StepState, instruction: Instruction, input: ScopeInput): StepState {
  switch (instruction.keyword) {
    case 'ENV': return withEnv(state, instruction, input);
    case 'ARG': return withArguments(state, instruction, input);
    case 'WORKDIR': return { ...state, workdir: nextWorkdir(state, instruction, input) };
    case 'USER': return { ...state, user: valueOf(expandIn(state, instruction.args[0]?.text ?? '', input)) };
    case 'SHELL': return instruction.json ? { ...state, shell: instruction.args.map(arg => arg.text) } : state;
    default: return state;
  }
}

function nextWorkdir(state: StepState, instruction: Instruction, input: ScopeInput): string | undefined {
  const written = instruction.args.map(arg => arg.text).join(' ');
  const path = valueOf(expandIn(state, written, input));
  if (path === undefined || path === '') return undefined;
  if (path.startsWith('/')) return joinPath('/', path);
  return state.workdir === undefined ? undefined : joinPath(state.workdir, path);
}

/** All values of one ENV see the state before it. */
function withEnv(state: StepState, instruction: Instruction, input: ScopeInput): StepState {
  let { variables } = state;
  for (const { name, rawValue } of instruction.assignments) {
    variables = variables.with({ name, kind: 'env', value: valueOf(expandIn(state, rawValue ?? '', input)), source: instruction });
  }
  return { ...state, variables };
}

function withArguments(state: StepState, instruction: Instruction, input: ScopeInput): StepState {
  let current = state;
  for (const { name, rawValue } of instruction.assignments) current = withArgument(current, { instruction, name, rawValue }, input);
  return current;
}

interface Declaration {
  readonly instruction: Instruction;
  readonly name: string;
  readonly rawValue: string | undefined;
}

function withArgument(state: StepState, declared: Declaration, input: ScopeInput): StepState {
  const { name, rawValue, instruction } = declared;
  const given = input.setup.args.has(name) ? { value: input.setup.args.get(name) } : undefined;
  const inherited = input.globalArguments.get(name);
  const known = given
    ?? (rawValue !== undefined ? { value: valueOf(expandIn(state, rawValue, input)) } : undefined)
    ?? (inherited ? { value: inherited.value } : undefined)
    ?? (platformArguments.has(name) ? { value: undefined } : undefined);
  if (!known) {
    // Without a value it enters no key (convert.go dispatchArg), but a caller may give one: not certainly unset.
    return { ...state, unsetArguments: new Set(state.unsetArguments).add(name) };
  }
  return { ...state, variables: state.variables.with({ name, kind: 'arg', value: known.value, source: instruction }) };
}

function valueOf(expanded: Expanded): string | undefined {
  return expanded.known ? expanded.value : undefined;
}
