// Line coverage of server/src/core from the unit tests' V8 data: at least 95 %, and no file that nothing runs.
//   node scripts/coverage.mjs out/coverage        (written by LAYERWISE_COVERAGE=out/coverage node scripts/test.mjs)
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from './lib/dependencies.mjs';
import { linesOfCode, linesThatRan } from './lib/lineCoverage.mjs';

const required = 95;
const core = path.join(root, 'server/src/core');
const [folder] = process.argv.slice(2);

const ran = linesThatRan(path.resolve(root, folder), source => source.startsWith(`${core}/`));
const rows = readdirSync(core, { recursive: true }).map(String).filter(file => file.endsWith('.ts')).sort().flatMap(file => {
  const code = linesOfCode(path.join(core, file));
  const missed = [...code].filter(line => !ran.get(path.join(core, file))?.has(line)).sort((a, b) => a - b);
  return code.size === 0 ? [] : [{ file, lines: code.size, missed }];
});

for (const { file, lines, missed } of rows.filter(({ missed }) => missed.length > 0)) {
  console.log(`${percent(lines - missed.length, lines).padStart(7)} ${file.padEnd(44)} ${rangesOf(missed)}`);
}
const lines = rows.reduce((sum, row) => sum + row.lines, 0);
const covered = lines - rows.reduce((sum, row) => sum + row.missed.length, 0);
const untouched = rows.filter(row => row.missed.length === row.lines).map(({ file }) => file);
if (untouched.length > 0) console.log(`Nothing runs: ${untouched.join(', ')}`);
console.log(`${covered} of ${lines} lines of ${rows.length} files ran: ${percent(covered, lines)}, required are ${required} %`);
process.exit(lines > 0 && (covered / lines) * 100 >= required && untouched.length === 0 ? 0 : 1);

function percent(part, whole) {
  return `${((part / whole) * 100).toFixed(1)} %`;
}

/** `3-5, 9` */
function rangesOf(numbers) {
  const ranges = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(', ');
}
