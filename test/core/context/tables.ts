// Reads the tables that the oracle wrote (see oracle/README.md).
import { readFileSync } from 'node:fs';
import path from 'node:path';

declare const __ROOT__: string;

export interface MatchTable {
  readonly names: readonly string[];
  readonly rows: readonly { readonly pattern: string; readonly path: string; readonly filepath: string }[];
}

export interface IgnoreRow {
  readonly text: string;
  readonly pieces?: readonly { readonly text: string; readonly count: number }[];
  readonly patterns?: readonly string[];
  readonly refused?: string;
  readonly matched?: string;
  readonly sent?: string;
}

export interface IgnoreTable {
  readonly paths: readonly string[];
  readonly rows: readonly IgnoreRow[];
}

export function readMatchTable(): MatchTable {
  return JSON.parse(readTable('goMatch.table.json')) as MatchTable;
}

/** The rows with their long texts put together. */
export function readIgnoreTable(): IgnoreTable {
  const table = JSON.parse(readTable('ignoreFile.table.json')) as IgnoreTable;
  return { ...table, rows: table.rows.map(row => (row.pieces ? { ...row, text: row.pieces.map(piece => piece.text.repeat(piece.count)).join('') } : row)) };
}

function readTable(name: string): string {
  return readFileSync(path.join(__ROOT__, 'test/core/context', name), 'utf8');
}
