// Looks into parsed TOML and JSON without trusting their shape.
import { parse } from 'smol-toml';

export type Table = Readonly<Record<string, unknown>>;

/** The text as a table; `undefined` when it is no TOML. */
export function readToml(text: string): Table | undefined {
  try {
    return parse(text, { integersAsBigInt: 'asNeeded' });
  } catch {
    return undefined;
  }
}

export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value below a path of keys; `undefined` when any step is missing. */
export function at(table: unknown, ...keys: readonly string[]): unknown {
  let value: unknown = table;
  for (const key of keys) value = isTable(value) ? value[key] : undefined;
  return value;
}

/** The table below a path of keys, empty when there is none. */
export function tableAt(table: unknown, ...keys: readonly string[]): Table {
  const value = at(table, ...keys);
  return isTable(value) ? value : {};
}

/** The strings of a list, or the only string; empty for anything else. */
export function strings(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
}
