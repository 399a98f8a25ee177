// `--mount` flags of a RUN (frontend/dockerfile/instructions/commands_runmount.go parseMount).
import type { Instruction } from '../syntax/instruction.js';
import { joinPath } from './paths.js';
import type { Expanded, Mount } from './plan.js';

const types = new Set<Mount['type']>(['bind', 'cache', 'tmpfs', 'secret', 'ssh']);

/** The mounts of a RUN. `expand` replaces variables in their values. */
export function mountsOf(instruction: Instruction, workdir: string | undefined, expand: (word: string) => Expanded): readonly Mount[] {
  return instruction.flags.filter(flag => flag.name === 'mount' && flag.value !== undefined).map(flag => {
    const fields = parseFields(flag.value ?? '', expand);
    const type = fields.get('type') ?? 'bind';
    const target = fields.get('target') ?? fields.get('dst') ?? fields.get('destination');
    return {
      type: types.has(type as Mount['type']) ? (type as Mount['type']) : 'other', target: absolute(target, workdir), source: fields.get('source') ?? fields.get('src'), from: fields.get('from'),
      id: fields.get('id'), sharing: fields.get('sharing'), readWrite: type === 'bind' ? fields.has('rw') || fields.has('readwrite') : !fields.has('ro') && !fields.has('readonly'), range: flag.range,
    };
  });
}

function parseFields(value: string, expand: (word: string) => Expanded): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const field of value.split(',')) {
    const equals = field.indexOf('=');
    const name = (equals < 0 ? field : field.slice(0, equals)).trim().toLowerCase();
    const written = equals < 0 ? 'true' : field.slice(equals + 1).trim();
    const expanded = expand(written);
    if (expanded.known) fields.set(name, expanded.value);
  }
  return fields;
}

function absolute(target: string | undefined, workdir: string | undefined): string | undefined {
  if (target === undefined || target.startsWith('/')) return target === undefined ? undefined : joinPath('/', target);
  return workdir === undefined ? target : joinPath(workdir, target);
}
