// Finds the test files of a suite: test/<suite>/**/*.test.ts, or one file when the suite names it.
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

export function testFiles(root, suite) {
  const start = path.join(root, 'test', suite);
  const one = [start, `${start}.test.ts`].find(f => f.endsWith('.test.ts') && statSync(f, { throwIfNoEntry: false })?.isFile());
  if (one) return [one];
  if (!statSync(start, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(start, { recursive: true }).map(String).filter(f => f.endsWith('.test.ts') && !f.startsWith(`suite${path.sep}`)).sort().map(f => path.join(start, f));
}
