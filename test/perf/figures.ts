// Figures and how they are judged: medians, percentiles, goals. A missed goal is said with how much it is missed by.

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** One row of the report with its goal. */
export interface Goal {
  readonly what: string;
  readonly goal: string;
  readonly measured: string;
  readonly verdict: string;
  readonly isMet: boolean;
}

/** `atMost`: the measured value must not be above the limit; otherwise not below it. */
export interface GoalInput {
  readonly what: string;
  readonly goal: string;
  readonly measured: string;
  readonly value: number;
  readonly limit: number;
  readonly atMost: boolean;
}

export function judge({ what, goal, measured, value, limit, atMost }: GoalInput): Goal {
  const excess = atMost ? value / limit - 1 : limit / value - 1;
  const isMet = excess <= 0;
  return { what, goal, measured, isMet, verdict: isMet ? 'holds' : `misses its goal by ${Math.ceil(excess * 100)} %` };
}

export function milliseconds(value: number): string {
  return value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0);
}

export function ratio(value: number): string {
  return `${value.toFixed(2)} x`;
}

/** A table for a page that is read as text, too: columns are padded. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map(row => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(header), `|${widths.map(width => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}
