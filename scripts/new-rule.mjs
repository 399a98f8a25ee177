// Scaffolds a rule: `npm run new-rule <id>` writes its code and its page, in a state that fails its own test until both
// say something.
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { exportName } from './generate/rules.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const [id] = process.argv.slice(2);
if (!id || !/^[a-z]+(-[a-z]+)+$/.test(id)) {
  console.error("usage: npm run new-rule <id>; the id names the problem in lower case words joined by dashes ('unpinned-base')");
  process.exit(2);
}

const files = { [`${id}.ts`]: code(id), [`${id}.md`]: page(id) };
for (const [name, text] of Object.entries(files)) {
  const file = path.join(root, 'server/src/core/rules', name);
  if (existsSync(file)) {
    console.error(`${path.relative(root, file)} exists already`);
    process.exit(2);
  }
  writeFileSync(file, text);
  console.log(`wrote ${path.relative(root, file)}`);
}
console.log("next: write both, then run 'npm run generate' and 'node scripts/test.mjs core/rules'");

function code(id) {
  return `// What the rule finds and what it must not know.
import { defineMessages } from '../../messages/index.js';
import { defineRule, type RuleContext } from './rule.js';

const messages = defineMessages('rules.${id}', {
  found: 'What happens to the cache, then why',
});

export const ${exportName(id)} = defineRule({
  id: '${id}',
  since: '0.1.0',
  category: 'order',
  severity: 'warning',
  fix: 'none',
  check: check,
});

function check(context: RuleContext): void {
  for (const stage of context.plan.stages) {
    context.report({ range: stage.from.range, message: messages.found() });
  }
}
`;
}

function page(id) {
  return `# ${id}

say in one sentence what the rule finds

## Why

## Bad

\`\`\`dockerfile
FROM scratch
\`\`\`

## Good

\`\`\`dockerfile
FROM scratch
WORKDIR /app
\`\`\`

## When to ignore it

## Cases
`;
}
