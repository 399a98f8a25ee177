// All rules on damaged Dockerfiles: the examples of all pages with lines dropped, doubled, swapped and characters put in.
// Nothing may throw, and whatever fix is offered must be applicable and leave a file that can be analysed again.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { rules } from '../../../server/src/core/rules/index.js';
import { analyseExample, type Example } from '../../harness/analyseExample.js';
import { applyFix, exampleOf, offeredFor } from '../../harness/checkRule.js';
import { readMarks } from '../../harness/marks.js';
import { parseRulePage } from '../../harness/rulePage.js';

declare const __ROOT__: string;

const examples = rules.flatMap(rule => {
  const page = parseRulePage(readFileSync(path.join(__ROOT__, 'server/src/core/rules', `${rule.id}.md`), 'utf8'));
  return page.cases.map(pageCase => exampleOf(pageCase, readMarks(pageCase.main.lines).text));
});

const change = fc.record({ kind: fc.constantFrom('drop', 'double', 'swap', 'insert', 'cut'), at: fc.nat(60), column: fc.nat(60), text: fc.constantFrom('\\', '"', '<<EOF', '$', '${A', '&& ', '; ', '| ', '\r', '\t', '#', '[', '--mount=', ' ', 'é', 'ONBUILD ', '{', '`') });

function mutate(text: string, changes: readonly { readonly kind: string; readonly at: number; readonly column: number; readonly text: string }[]): string {
  const lines = text.split('\n');
  for (const { kind, at, column, text: inserted } of changes) {
    const index = at % lines.length;
    const line = lines[index] ?? '';
    const place = column % (line.length + 1);
    if (kind === 'drop') lines.splice(index, 1);
    else if (kind === 'double') lines.splice(index, 0, line);
    else if (kind === 'swap') lines.splice(index, 2, ...lines.slice(index, index + 2).reverse());
    else if (kind === 'insert') lines[index] = line.slice(0, place) + inserted + line.slice(place);
    else lines[index] = line.slice(0, place);
  }
  return lines.join('\n');
}

test('no rule throws on a damaged file, and no fix breaks it further', () => {
  fc.assert(fc.property(fc.constantFrom(...examples), fc.array(change, { minLength: 1, maxLength: 4 }), fc.boolean(), (example, changes, crlf) => {
    const text = mutate(example.dockerfile, changes);
    const damaged: Example = { ...example, dockerfile: crlf ? text.replace(/\n/g, '\r\n') : text };
    for (const rule of rules) {
      for (const finding of analyseExample(damaged, rule).findings) {
        assert.ok(finding.range.from >= 0 && finding.range.from <= finding.range.to && finding.range.to <= damaged.dockerfile.length, rule.id);
        for (const { fix } of offeredFor(finding)) {
          const result = applyFix(fix, damaged);
          analyseExample({ ...damaged, dockerfile: result.get('Dockerfile') ?? damaged.dockerfile }, rule);
        }
      }
    }
  }), { numRuns: 400 });
});

test('a name that holds a bracket while it is typed is no pattern', () => {
  for (const rule of rules) analyseExample({ dockerfile: 'FROM python:3.12\nARG GIT_SHA=unknown [BUILD_DATE\nENV (A=1\nCOPY . .\nRUN pip install flask\n', files: new Map(), options: {} }, rule);
});
