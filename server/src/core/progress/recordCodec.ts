// Build records as text. A record that can't be read is a typed problem, so that it can be set aside; fields of newer
// versions of the product are kept.
import * as v from 'valibot';
import type { BuildRecord } from './record.js';

export interface RecordProblem {
  /** `unknown-version`: written by a version of the product that came later. */
  readonly kind: 'not-json' | 'unknown-version' | 'invalid';
  /** Where the first fault is (`steps.3.outcome`), for `invalid`. */
  readonly path: string | undefined;
}

export type ParsedRecord = { readonly ok: true; readonly record: BuildRecord } | { readonly ok: false; readonly problem: RecordProblem };

/** Absent in JSON is `undefined` in the record. */
const optional = <T extends v.GenericSchema>(schema: T) => v.optional(v.nullable(schema));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const stepSchema = v.looseObject({
  stageIndex: count,
  stage: optional(v.string()),
  instructionIndex: count,
  text: v.string(),
  line: count,
  endLine: count,
  outcome: v.picklist(['cached', 'ran', 'failed', 'skipped', 'imported', 'canceled', 'running', 'waiting']),
  milliseconds: optional(v.number()),
  startedAt: optional(v.number()),
  layerBytes: optional(v.number()),
  error: optional(v.string()),
  logTail: v.array(v.string()),
  placedBy: v.picklist(['provenance', 'numbering']),
});

const recordSchema = v.looseObject({
  version: v.literal(1),
  id: v.string(),
  dockerfile: v.string(),
  context: v.string(),
  target: optional(v.string()),
  dockerfileText: v.string(),
  startedAt: v.number(),
  finishedAt: v.number(),
  status: v.picklist(['succeeded', 'failed', 'canceled']),
  engine: v.looseObject({ kind: v.string(), version: optional(v.string()), builder: optional(v.string()) }),
  steps: v.array(stepSchema),
  bases: optional(v.array(v.looseObject({ reference: v.string(), digest: v.string() }))),
  fetched: optional(v.array(v.looseObject({ address: v.string(), digest: v.string() }))),
  error: optional(v.string()),
});

/** Reads a record. `undefined` fields come back as such; fields this version does not know stay. */
export function parseRecord(text: string): ParsedRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return failure('not-json');
  }
  const version = v.safeParse(v.looseObject({ version: v.number() }), value);
  if (version.success && version.output.version > 1) return failure('unknown-version');
  const parsed = v.safeParse(recordSchema, value);
  if (!parsed.success) return failure('invalid', v.getDotPath(parsed.issues[0]) ?? undefined);
  const { target, error, engine, steps, bases, fetched, ...rest } = parsed.output;
  const record: BuildRecord = {
    ...rest,
    ...(bases ? { bases } : {}),
    ...(fetched ? { fetched } : {}),
    target: target ?? undefined,
    error: error ?? undefined,
    engine: { ...engine, version: engine.version ?? undefined, builder: engine.builder ?? undefined },
    steps: steps.map(step => ({
      ...step, stage: step.stage ?? undefined, milliseconds: step.milliseconds ?? undefined, startedAt: step.startedAt ?? undefined, layerBytes: step.layerBytes ?? undefined, error: step.error ?? undefined,
    })),
  };
  return { ok: true, record };
}

/** The text of a record, one line, ended by a line break. */
export function formatRecord(record: BuildRecord): string {
  return `${JSON.stringify(record)}\n`;
}

function failure(kind: RecordProblem['kind'], path?: string): ParsedRecord {
  return { ok: false, problem: { kind, path } };
}
